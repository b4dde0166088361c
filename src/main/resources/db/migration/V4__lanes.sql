-- Destinations that share what Discord limits (one webhook, one DM channel) share a lane: one call at a time over all
-- hubs, one rate limit bucket, one circuit breaker.

ALTER TABLE destination
    -- auto: up to ten events in a message when several wait; off: one each; digest: one message an interval at most.
    ADD COLUMN batching text NOT NULL DEFAULT 'auto' CHECK (batching IN ('auto', 'off', 'digest')),
    ADD COLUMN digest_seconds integer CHECK (digest_seconds BETWEEN 1 AND 604800),
    ADD COLUMN lane_id uuid,
    ADD CONSTRAINT digest_has_interval CHECK ((batching = 'digest') = (digest_seconds IS NOT NULL));

DROP TRIGGER open_lane ON destination;
DROP FUNCTION open_delivery_lane();
DROP TABLE delivery_lane;

CREATE TABLE delivery_lane (
    id            uuid PRIMARY KEY,
    leased_by     uuid,
    leased_until  timestamptz NOT NULL DEFAULT '-infinity',
    -- Counts the claims: who releases names the last one it knows of, and so never ends a newer one.
    lease         bigint      NOT NULL DEFAULT 0,
    -- The rate limit bucket is not called before this, nor a destination whose circuit breaker is open.
    closed_until  timestamptz NOT NULL DEFAULT '-infinity',
    -- Calls that failed one after the other, and since when.
    failures      integer     NOT NULL DEFAULT 0,
    failing_since timestamptz,
    -- Why nothing will ever be taken there: a webhook that answered 404 is not called again.
    gone          text
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE FUNCTION delivery_lane_of(destination uuid, type text, config jsonb) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(md5(CASE type
        WHEN 'discord-webhook' THEN 'discord-webhook:' || (config ->> 'webhookId')
        WHEN 'discord-dm' THEN 'discord-dm:' || (config ->> 'recipientId')
    END)::uuid, destination)
$$;

CREATE FUNCTION choose_delivery_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.lane_id := delivery_lane_of(NEW.id, NEW.type, NEW.config);
    INSERT INTO delivery_lane (id) VALUES (NEW.lane_id) ON CONFLICT DO NOTHING;
    RETURN NEW;
END
$$;
CREATE TRIGGER choose_lane BEFORE INSERT OR UPDATE OF type, config ON destination
    FOR EACH ROW EXECUTE FUNCTION choose_delivery_lane();

UPDATE destination SET config = config;
ALTER TABLE destination ALTER COLUMN lane_id SET NOT NULL;
CREATE INDEX destination_lane ON destination (lane_id);

-- Who resumes a destination has mended it: its failures are forgotten. Only a new address mends one that is gone.
CREATE FUNCTION mend_delivery_lane() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reason text;
BEGIN
    SELECT gone INTO reason FROM delivery_lane WHERE id = NEW.lane_id;
    IF reason IS NOT NULL THEN
        RAISE EXCEPTION 'Destination % cannot be resumed: %', NEW.id, reason
            USING ERRCODE = 'check_violation', HINT = 'Enter a new address first, then resume it.';
    END IF;
    UPDATE delivery_lane SET failures = 0, failing_since = NULL,
        closed_until = CASE WHEN failures = 0 THEN closed_until ELSE '-infinity' END
    WHERE id = NEW.lane_id;
    NEW.status_reason := NULL;
    RETURN NEW;
END
$$;
-- After the trigger above, by its name: it needs the new lane.
CREATE TRIGGER mend_lane BEFORE UPDATE OF status ON destination
    FOR EACH ROW WHEN (NEW.status = 'active' AND OLD.status <> 'active') EXECUTE FUNCTION mend_delivery_lane();

-- When a destination with a digest gets its next message at the earliest.
CREATE TABLE destination_digest (
    destination_id uuid PRIMARY KEY REFERENCES destination ON DELETE CASCADE,
    next_at        timestamptz NOT NULL
);

-- The message that a delivery was last sent in: a repetition with the same nonce must hold the same events.
ALTER TABLE delivery ADD COLUMN message_id uuid;

-- Notices of the hub itself are events that were never counted, so they are never given back.
ALTER TABLE quota_return ADD COLUMN counted boolean NOT NULL DEFAULT true;

CREATE FUNCTION uuid7_time(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- In whose name calls are made, and what Discord limits by it: a bot (by the hash of its token), or all webhooks.
CREATE TABLE discord_sender (
    id           text PRIMARY KEY,
    next_call_at timestamptz NOT NULL DEFAULT '-infinity',
    paused_until timestamptz NOT NULL DEFAULT '-infinity',
    -- Set when the token was refused: nothing is called in this name until a hub is started again.
    refused      text,
    -- The bucket of Create DM, which all recipients share.
    dm_remaining integer     NOT NULL DEFAULT 1,
    dm_resets_at timestamptz NOT NULL DEFAULT '-infinity',
    dm_limit     integer     NOT NULL DEFAULT 1
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE discord_dm_channel (
    sender_id    text NOT NULL,
    recipient_id text NOT NULL,
    channel_id   text NOT NULL,
    PRIMARY KEY (sender_id, recipient_id)
);

-- Answers 401, 403 and 429 (but for shared limits) by minute: too many in ten minutes make Discord ban the address.
CREATE TABLE discord_invalid_request (
    minute timestamptz PRIMARY KEY,
    count  integer NOT NULL
);
