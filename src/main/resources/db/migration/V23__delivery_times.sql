-- When events of a category go out: not in its quiet hours, and together with others where it has a digest.
ALTER TABLE category
    ADD COLUMN quiet_from     time,
    ADD COLUMN quiet_to       time,
    -- Whole days, 1 for Monday to 7 for Sunday.
    ADD COLUMN quiet_days     integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN digest_seconds integer CHECK (digest_seconds BETWEEN 60 AND 86400),
    ADD COLUMN time_zone      text      NOT NULL DEFAULT 'UTC',
    ADD CONSTRAINT quiet_hours_begin_and_end CHECK ((quiet_from IS NULL) = (quiet_to IS NULL));

-- scheduled: waits for its time outside the queue, in which nothing waits for it.
DO $$
DECLARE
    before text;
BEGIN
    SELECT conname INTO STRICT before FROM pg_constraint
    WHERE conrelid = 'delivery'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%status%';
    EXECUTE format('ALTER TABLE delivery DROP CONSTRAINT %I', before);
END
$$;
-- Not validated, for it allows more than the one before it.
ALTER TABLE delivery ADD CONSTRAINT delivery_known_status
    CHECK (status IN ('pending', 'scheduled', 'delivered', 'dead', 'expired')) NOT VALID;
CREATE INDEX delivery_scheduled ON delivery (next_attempt_at) WHERE status = 'scheduled';
