-- Sources that the hub asks itself: when it does so next, which hub is about it, and how far it came.
CREATE TABLE source_poll (
    source_id      uuid PRIMARY KEY REFERENCES source,
    next_poll_at   timestamptz NOT NULL DEFAULT now(),
    -- The hub that polls has until then; afterwards another one takes its place.
    leased_until   timestamptz,
    cursor         jsonb       NOT NULL DEFAULT '{}',
    last_polled_at timestamptz,
    last_error     text,
    failures       integer     NOT NULL DEFAULT 0,
    -- Of a heartbeat; apart from the cursor, which a poll that is under way writes.
    pinged_at      timestamptz
);
CREATE INDEX source_poll_due ON source_poll (next_poll_at);

-- What was told already; seen_at is when it last stood there.
CREATE TABLE source_seen (
    source_id uuid        NOT NULL REFERENCES source,
    item_id   text        NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, item_id)
);
CREATE INDEX source_seen_age ON source_seen (source_id, seen_at);
