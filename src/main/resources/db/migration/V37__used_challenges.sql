-- SHA-256 of the challenges that a passkey has answered, until they expire: each is accepted once, on one hub.
CREATE TABLE used_challenge (
    hash    bytea PRIMARY KEY CHECK (length(hash) = 32),
    used_at timestamptz NOT NULL
);
