-- Destinations of any kind that lead to one place share a lane. The hub names the place by a hash of what is called
-- there, secrets included, so that nobody gets into another's lane who could not call the place anyway.

CREATE OR REPLACE FUNCTION delivery_lane_of(destination uuid, type text, config jsonb) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(md5(CASE type
        WHEN 'discord-webhook' THEN 'discord-webhook:' || (config ->> 'webhookId')
        WHEN 'discord-dm' THEN 'discord-dm:' || (config ->> 'recipientId')
        ELSE type || ':' || (config ->> 'place')
    END)::uuid, destination)
$$;

-- Limits that calls of many destinations share: when the allowance will be whole again.
CREATE TABLE call_pace (
    id       text PRIMARY KEY,
    whole_at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
