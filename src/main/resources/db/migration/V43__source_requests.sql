-- The last requests of each source: what arrived at its address, or was found where the hub asks, and what became of it.
-- Requests that are alike share a row where many come within a minute.
CREATE TABLE source_request (
    id           uuid PRIMARY KEY,
    source_id    uuid        NOT NULL REFERENCES source,
    requests     integer     NOT NULL,
    first_at     timestamptz NOT NULL,
    last_at      timestamptz NOT NULL,
    outcome      text        NOT NULL CHECK (outcome IN ('told', 'repeated', 'ignored', 'refused', 'answered')),
    status       integer,
    problem      text,
    reason       text,
    kind         text,
    told         integer     NOT NULL,
    repeated     integer     NOT NULL,
    refused      integer     NOT NULL,
    event_ids    uuid[]      NOT NULL,
    content_type text,
    size         bigint,
    -- The beginning of the body, without what looks like a secret.
    excerpt      text
);
CREATE INDEX source_request_source ON source_request (source_id, id);
CREATE INDEX source_request_age ON source_request (last_at);

-- One row a source: when something came last, and how many requests of its last day (UTC) had which outcome.
CREATE TABLE source_activity (
    source_id        uuid PRIMARY KEY REFERENCES source,
    last_received_at timestamptz NOT NULL,
    day              date        NOT NULL,
    told             bigint      NOT NULL,
    repeated         bigint      NOT NULL,
    ignored          bigint      NOT NULL,
    refused          bigint      NOT NULL,
    answered         bigint      NOT NULL
);
