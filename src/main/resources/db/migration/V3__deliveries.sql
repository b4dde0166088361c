-- One row for each destination of an event: the durable queue, and afterwards its history. An event without a row
-- here and without one in the outbox is unrouted.
-- No foreign keys to event and destination: each insert would lock the destination's row, on the busiest path.
CREATE TABLE delivery (
    id                 uuid PRIMARY KEY,
    account_id         uuid        NOT NULL,
    event_id           uuid        NOT NULL,
    destination_id     uuid        NOT NULL,
    status             text        NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
    reason             text        NOT NULL,
    attempts           integer     NOT NULL DEFAULT 0,
    failures           integer     NOT NULL DEFAULT 0,
    next_attempt_at    timestamptz NOT NULL DEFAULT now(),
    completed_at       timestamptz,
    error              text,
    external_id        text,
    possible_duplicate boolean     NOT NULL DEFAULT false,
    settled            boolean     NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
CREATE UNIQUE INDEX delivery_event ON delivery (event_id, destination_id);
-- The queue itself: the first entry of a destination is the one whose turn it is.
CREATE INDEX delivery_queue ON delivery (destination_id, event_id) WHERE status = 'pending';
-- Dead letters whose consequences (quota given back) are still to be drawn.
CREATE INDEX delivery_unsettled ON delivery (id) WHERE status = 'dead' AND NOT settled;

CREATE TABLE delivery_attempt (
    delivery_id uuid        NOT NULL,
    number      integer     NOT NULL,
    account_id  uuid        NOT NULL,
    started_at  timestamptz NOT NULL,
    duration_ms integer     NOT NULL,
    outcome     text        NOT NULL,
    http_status integer,
    error_code  integer,
    detail      text,
    PRIMARY KEY (delivery_id, number)
);

-- One worker a destination at a time, over all hubs: who holds it, and until when if that hub falls silent.
CREATE TABLE delivery_lane (
    destination_id uuid PRIMARY KEY,
    leased_by      uuid,
    leased_until   timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE FUNCTION open_delivery_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_lane (destination_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER open_lane AFTER INSERT ON destination
    FOR EACH ROW EXECUTE FUNCTION open_delivery_lane();

-- Events whose quota was given back, so that it is given back once.
CREATE TABLE quota_return (
    event_id uuid PRIMARY KEY
);
