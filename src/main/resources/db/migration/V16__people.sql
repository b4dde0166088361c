-- People of accounts, how they get in, and their sessions. Of every token only the SHA-256 is kept.

ALTER TABLE account ADD COLUMN closed_at timestamptz;

-- account_id is null until somebody whom the provider told of signs in, or in the tombstone of somebody who never did.
-- A tombstone keeps the subject, so that a late update resurrects nobody, and nothing else about the person.
CREATE TABLE person (
    id                  uuid PRIMARY KEY,
    account_id          uuid REFERENCES account,
    subject             text UNIQUE,
    email               text,
    name                text,
    role                text        NOT NULL CHECK (role IN ('owner', 'member')),
    state               text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removed', 'deleted')),
    password_hash       text,
    provider_updated_at timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    last_sign_in_at     timestamptz,
    CHECK (state = 'active' OR (email IS NULL AND name IS NULL AND password_hash IS NULL))
);
CREATE INDEX person_account ON person (account_id);
CREATE INDEX person_email ON person (lower(email));
CREATE UNIQUE INDEX person_password_email ON person (lower(email)) WHERE password_hash IS NOT NULL;

-- Links that are valid once: deleted by whoever uses them. email is null in an owner's link, person_id is set where
-- somebody who is there already sets a new password.
CREATE TABLE invitation (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    token_hash bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    email      text,
    role       text        NOT NULL CHECK (role IN ('owner', 'member')),
    person_id  uuid REFERENCES person,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX invitation_account ON invitation (account_id);
CREATE INDEX invitation_email ON invitation (lower(email));

-- id_token is the provider's, encrypted by the application; it says there who signs out.
CREATE TABLE person_session (
    token_hash   bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    person_id    uuid        NOT NULL REFERENCES person,
    id_token     bytea,
    started_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL
);
CREATE INDEX person_session_person ON person_session (person_id);

-- Attempts with a password, by the SHA-256 of the e-mail address or the network address.
CREATE TABLE sign_in_attempt (
    bucket   bytea PRIMARY KEY CHECK (length(bucket) = 32),
    attempts integer     NOT NULL,
    since    timestamptz NOT NULL
);
