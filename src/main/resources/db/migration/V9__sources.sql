-- Where foreign webhooks come in: each source has an address of its own, whose key may only submit.

-- Of the key only the SHA-256 is kept; secret is what the sender signs with, encrypted by the application.
CREATE TABLE source (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    type       text        NOT NULL,
    name       text        NOT NULL,
    key_hash   bytea       NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    hint       text        NOT NULL,
    category   text,
    secret     bytea,
    settings   jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE INDEX source_account ON source (account_id, created_at, id);
CREATE UNIQUE INDEX source_name ON source (account_id, lower(name)) WHERE revoked_at IS NULL;
