-- Second factors of people who sign in without a provider. secret is encrypted by the application. last_step is the
-- 30-second step of the last code that was accepted: no code is accepted twice.
CREATE TABLE person_authenticator_app (
    person_id    uuid PRIMARY KEY REFERENCES person,
    secret       bytea       NOT NULL,
    last_step    bigint      NOT NULL,
    added_at     timestamptz NOT NULL,
    last_used_at timestamptz
);

-- Deleted by whoever uses one.
CREATE TABLE recovery_code (
    code_hash bytea PRIMARY KEY CHECK (length(code_hash) = 32),
    person_id uuid        NOT NULL REFERENCES person,
    made_at   timestamptz NOT NULL
);
CREATE INDEX recovery_code_person ON recovery_code (person_id);

CREATE TABLE passkey (
    id              uuid PRIMARY KEY,
    person_id       uuid        NOT NULL REFERENCES person,
    credential_id   bytea       NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    name            text        NOT NULL,
    public_key      bytea       NOT NULL,
    attestation     bytea       NOT NULL,
    sign_count      bigint      NOT NULL,
    verifies_user   boolean     NOT NULL,
    backup_eligible boolean     NOT NULL,
    backed_up       boolean     NOT NULL,
    transports      text        NOT NULL,
    added_at        timestamptz NOT NULL,
    last_used_at    timestamptz
);
CREATE INDEX passkey_person ON passkey (person_id);

-- A link that also removes the second factors of the person who uses it.
ALTER TABLE invitation ADD COLUMN resets_second_factor boolean NOT NULL DEFAULT false;
