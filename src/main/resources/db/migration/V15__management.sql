-- What a key may do, how its requests are signed, and which key takes its place. A key of before may do everything.
ALTER TABLE api_key
    ADD COLUMN scopes         text[] NOT NULL DEFAULT '{send,read,manage}'
        CHECK (scopes <@ '{send,read,manage}' AND cardinality(scopes) > 0),
    ADD COLUMN signing_secret bytea,
    ADD COLUMN replaced_by    uuid REFERENCES api_key;

-- Apart from the key, whose every change makes all hubs read its account anew.
CREATE TABLE api_key_use (
    key_id       uuid PRIMARY KEY REFERENCES api_key ON DELETE CASCADE,
    last_used_at timestamptz NOT NULL
);

-- Ids of signed requests, until their timestamps are too old to be accepted again.
CREATE TABLE signed_request (
    key_id     uuid        NOT NULL REFERENCES api_key ON DELETE CASCADE,
    message_id text        NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key_id, message_id)
);
CREATE INDEX signed_request_seen ON signed_request (seen_at);

-- Who changed what. Values that are secret are not written, only that they changed.
CREATE TABLE audit_entry (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    actor_kind text        NOT NULL,
    actor_id   uuid,
    actor_name text        NOT NULL,
    action     text        NOT NULL,
    target_id  uuid,
    details    jsonb       NOT NULL DEFAULT '{}',
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_entry_account ON audit_entry (account_id, id DESC);

-- Which warnings an account has had in a month; the higher one stands for the lower ones.
CREATE TABLE quota_warning (
    account_id uuid    NOT NULL REFERENCES account,
    month      date    NOT NULL,
    percent    integer NOT NULL,
    PRIMARY KEY (account_id, month, percent)
);
