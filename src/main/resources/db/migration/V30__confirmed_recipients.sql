-- A recipient who is a person confirms once before the hub sends there. Destinations from before count as confirmed.
ALTER TABLE destination ADD COLUMN confirmed boolean NOT NULL DEFAULT true;

-- unconfirmed: its events are held, as those of a paused destination, until the recipient has confirmed.
DO $$
DECLARE
    before text;
BEGIN
    SELECT conname INTO STRICT before FROM pg_constraint
    WHERE conrelid = 'destination'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%''paused''%';
    EXECUTE format('ALTER TABLE destination DROP CONSTRAINT %I', before);
END
$$;
ALTER TABLE destination ADD CONSTRAINT destination_known_status
    CHECK (status IN ('active', 'paused', 'disabled', 'unconfirmed'));

-- Whoever resumes it: nothing is sent to a recipient who has not confirmed.
CREATE FUNCTION hold_unconfirmed_destination() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'active' AND NOT NEW.confirmed THEN
        NEW.status := 'unconfirmed';
        NEW.status_reason := 'the recipient has not confirmed yet';
    ELSIF NEW.status = 'unconfirmed' AND NEW.confirmed THEN
        NEW.status := 'active';
        NEW.status_reason := NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER hold_unconfirmed BEFORE INSERT OR UPDATE OF status, confirmed ON destination
    FOR EACH ROW EXECUTE FUNCTION hold_unconfirmed_destination();

-- Who was asked, and may confirm with the link that was sent; of its token only the SHA-256 is kept.
CREATE TABLE recipient_confirmation (
    destination_id uuid PRIMARY KEY REFERENCES destination ON DELETE CASCADE,
    account_id     uuid        NOT NULL REFERENCES account,
    recipient      text        NOT NULL,
    token_hash     bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    expires_at     timestamptz NOT NULL
);
