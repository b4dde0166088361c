-- Accepted events that cannot be routed: their routing failed, or the hub stopped while it routed them. Each is tried again
-- by itself, after growing waits, and keeps no other event from being routed.
CREATE TABLE event_set_aside (
    event_id        uuid PRIMARY KEY,
    account_id      uuid        NOT NULL,
    reason          text        NOT NULL,
    -- Written before each attempt, so that an event that stops the hub is not tried again at its next start.
    attempts        integer     NOT NULL DEFAULT 1,
    since           timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz NOT NULL
);
CREATE INDEX event_set_aside_due ON event_set_aside (next_attempt_at);
CREATE INDEX event_set_aside_account ON event_set_aside (account_id, event_id);

-- How often the events of a row were found left over and routed again. Many times is a sign that they stop the hub.
ALTER TABLE event_outbox ADD COLUMN sweeps integer NOT NULL DEFAULT 0;
