-- What was deleted, for the history of what was sent there. Its row in destination goes, with its secrets.
CREATE TABLE deleted_destination (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    name       text        NOT NULL,
    type       text        NOT NULL,
    -- A hub that sends there at this moment gives this back when the outcome is recorded.
    lane_id    uuid        NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deleted_destination_age ON deleted_destination (deleted_at);
