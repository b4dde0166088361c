-- Deliveries and their attempts leave with the month of their event, as the event does. On the way there, they are
-- addressed by event and destination; what arrives at the first attempt is one row, and one entry in one index.

-- Makes the partitions of one month. Attached, and not created as partitions: that would lock the whole table.
CREATE FUNCTION create_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first     uuid := uuid7_floor(month::timestamp AT TIME ZONE 'UTC');
    next      uuid := uuid7_floor((month + interval '1 month') AT TIME ZONE 'UTC');
    parent    text;
    partition text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['event', 'delivery', 'delivery_attempt'] LOOP
        partition := parent || to_char(month, '_YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
        IF parent = 'delivery' THEN
            -- A queue: what is dead is cleared away by count and not by share.
            EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_scale_factor = 0, '
                           'autovacuum_vacuum_threshold = 20000)', partition);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       parent, partition, first, next);
    END LOOP;
END
$$;
DROP FUNCTION create_event_partition(date);

DROP INDEX delivery_event, delivery_queue, delivery_unsettled, delivery_dead, delivery_redrive, delivery_expiry;
ALTER TABLE delivery DROP CONSTRAINT delivery_pkey;
ALTER TABLE delivery RENAME TO delivery_before;
ALTER TABLE delivery_attempt DROP CONSTRAINT delivery_attempt_pkey;
ALTER TABLE delivery_attempt RENAME TO delivery_attempt_before;

-- No foreign keys to event and destination: each insert would lock the destination's row, on the busiest path.
CREATE TABLE delivery (
    event_id           uuid        NOT NULL,
    destination_id     uuid        NOT NULL,
    account_id         uuid        NOT NULL,
    -- Its first 48 bits, the time, are those of the event's: a delivery is found by its id where its event is.
    id                 uuid        NOT NULL,
    -- The message that it was last sent in: a repetition with the same nonce must hold the same events.
    message_id         uuid,
    next_attempt_at    timestamptz NOT NULL DEFAULT now(),
    completed_at       timestamptz,
    -- Of the attempt that arrived, which has no row in delivery_attempt.
    started_at         timestamptz,
    duration_ms        integer,
    http_status        integer,
    attempts           integer     NOT NULL DEFAULT 0,
    failures           integer     NOT NULL DEFAULT 0,
    possible_duplicate boolean     NOT NULL DEFAULT false,
    settled            boolean     NOT NULL DEFAULT false,
    -- expired: was dead for longer than dead letters are kept, and cannot be redriven any more.
    status             text        NOT NULL CHECK (status IN ('pending', 'delivered', 'dead', 'expired')),
    reason             text        NOT NULL,
    error              text,
    external_id        text,
    PRIMARY KEY (event_id, destination_id)
) PARTITION BY RANGE (event_id);
CREATE TABLE delivery_default PARTITION OF delivery DEFAULT;

-- The queue itself: the first entry of a destination is the one whose turn it is.
CREATE INDEX delivery_queue ON delivery (destination_id, event_id) WHERE status = 'pending';
-- Dead letters whose consequences (quota given back) are still to be drawn.
CREATE INDEX delivery_unsettled ON delivery (event_id) WHERE status = 'dead' AND NOT settled;
-- The newest first, page by page.
CREATE INDEX delivery_dead ON delivery (account_id, completed_at, id) WHERE status = 'dead';
-- In the order of the events, as a redrive takes them.
CREATE INDEX delivery_redrive ON delivery (account_id, event_id, id) WHERE status = 'dead';
-- The oldest of all accounts, for their expiry.
CREATE INDEX delivery_expiry ON delivery (completed_at) WHERE status = 'dead';
-- One that is asked for by its id.
CREATE INDEX delivery_letter ON delivery (id) WHERE status IN ('dead', 'expired');

-- Attempts that did not arrive. The one that did is part of its delivery's row.
CREATE TABLE delivery_attempt (
    event_id       uuid        NOT NULL,
    destination_id uuid        NOT NULL,
    account_id     uuid        NOT NULL,
    number         integer     NOT NULL,
    duration_ms    integer     NOT NULL,
    started_at     timestamptz NOT NULL,
    http_status    integer,
    error_code     integer,
    outcome        text        NOT NULL,
    detail         text,
    PRIMARY KEY (event_id, destination_id, number)
) PARTITION BY RANGE (event_id);
CREATE TABLE delivery_attempt_default PARTITION OF delivery_attempt DEFAULT;

DO $$
BEGIN
    PERFORM create_month(to_date(right(relname::text, 7), 'YYYY_MM'))
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'event'::regclass AND relname <> 'event_default';
END
$$;

INSERT INTO delivery (event_id, destination_id, account_id, id, message_id, next_attempt_at, completed_at, started_at,
                      duration_ms, http_status, attempts, failures, possible_duplicate, settled, status, reason, error,
                      external_id)
SELECT d.event_id, d.destination_id, d.account_id, (left(d.event_id::text, 13) || substr(d.id::text, 14))::uuid,
       d.message_id, d.next_attempt_at, d.completed_at, a.started_at, a.duration_ms, a.http_status, d.attempts,
       d.failures, d.possible_duplicate, d.settled, d.status, d.reason, d.error, d.external_id
FROM delivery_before d
LEFT JOIN delivery_attempt_before a ON a.delivery_id = d.id AND a.number = d.attempts AND a.outcome = 'delivered'
ORDER BY d.event_id;

INSERT INTO delivery_attempt (event_id, destination_id, account_id, number, duration_ms, started_at, http_status,
                              error_code, outcome, detail)
SELECT d.event_id, d.destination_id, a.account_id, a.number, a.duration_ms, a.started_at, a.http_status, a.error_code,
       a.outcome, a.detail
FROM delivery_attempt_before a JOIN delivery_before d ON d.id = a.delivery_id
WHERE a.outcome <> 'delivered'
ORDER BY d.event_id;

DROP TABLE delivery_before, delivery_attempt_before;

-- All attempts of a delivery, wherever they are kept.
CREATE VIEW attempt_made AS
    SELECT event_id, destination_id, account_id, number, started_at, duration_ms, outcome, http_status, error_code,
           detail
    FROM delivery_attempt
    UNION ALL
    SELECT event_id, destination_id, account_id, attempts, started_at, duration_ms, 'delivered', http_status, NULL,
           'delivered'
    FROM delivery WHERE status = 'delivered' AND started_at IS NOT NULL;
