-- A table with a default partition cannot let a month go without locking everybody out. So there is none: months are
-- made ahead, and admission opens one that is missing.

-- Two hubs may ask for the same month at once.
CREATE OR REPLACE FUNCTION create_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first     uuid := uuid7_floor(month::timestamp AT TIME ZONE 'UTC');
    next      uuid := uuid7_floor((month + interval '1 month') AT TIME ZONE 'UTC');
    parent    text;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(x'6576656E74'::bigint);
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

ALTER TABLE event DETACH PARTITION event_default;
ALTER TABLE delivery DETACH PARTITION delivery_default;
ALTER TABLE delivery_attempt DETACH PARTITION delivery_attempt_default;

DO $$
BEGIN
    PERFORM create_month(month) FROM (
        SELECT CAST(date_trunc('month', uuid7_time(id) AT TIME ZONE 'UTC') AS date) AS month
        FROM (SELECT id FROM event_default
              UNION ALL SELECT event_id FROM delivery_default
              UNION ALL SELECT event_id FROM delivery_attempt_default) AS homeless
        UNION
        SELECT CAST(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead) AS date)
        FROM generate_series(0, 3) ahead) AS months;
END
$$;

INSERT INTO event SELECT * FROM event_default;
INSERT INTO delivery SELECT * FROM delivery_default;
INSERT INTO delivery_attempt SELECT * FROM delivery_attempt_default;
DROP TABLE event_default, delivery_default, delivery_attempt_default;
