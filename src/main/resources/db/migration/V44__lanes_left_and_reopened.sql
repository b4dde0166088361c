-- In the lanes that a destination had a moment ago a message may still be on its way, whose outcome must be known before
-- the next is decided on: no message takes as long as a minute.
ALTER TABLE destination
    ADD COLUMN former_lanes uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN lane_left_at timestamptz;
ALTER TABLE deleted_destination
    ADD COLUMN former_lanes uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN lane_left_at timestamptz;

-- Who enters a destination, or resumes it, is believed that it is there: it is tried once more, also where it was gone.

CREATE OR REPLACE FUNCTION choose_delivery_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.lane_id := delivery_lane_of(NEW.id, NEW.type, NEW.config);
    IF TG_OP = 'UPDATE' AND NEW.lane_id <> OLD.lane_id THEN
        NEW.former_lanes := OLD.lane_id
            || CASE WHEN OLD.lane_left_at > now() - interval '1 minute' THEN OLD.former_lanes ELSE '{}' END;
        NEW.lane_left_at := now();
    END IF;
    INSERT INTO delivery_lane (id) VALUES (NEW.lane_id) ON CONFLICT DO NOTHING;
    UPDATE delivery_lane SET gone = NULL, failures = 0, failing_since = NULL, closed_until = '-infinity'
    WHERE id = NEW.lane_id AND gone IS NOT NULL;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION mend_delivery_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE delivery_lane SET failures = 0, failing_since = NULL, gone = NULL,
        closed_until = CASE WHEN failures = 0 AND gone IS NULL THEN closed_until ELSE '-infinity' END
    WHERE id = NEW.lane_id;
    NEW.status_reason := NULL;
    RETURN NEW;
END
$$;
