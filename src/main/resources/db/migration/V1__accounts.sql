-- Accounts and what belongs to them. Every tenant table carries account_id, and every query has it.

CREATE TABLE account (
    id         uuid PRIMARY KEY,
    name       text        NOT NULL,
    plan       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Only the SHA-256 of a key is kept: a key has 190 random bits, so a slow hash would add cost and no safety.
CREATE TABLE api_key (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    name       text        NOT NULL,
    hint       text        NOT NULL,
    key_hash   bytea       NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_key_account ON api_key (account_id);

CREATE TABLE category (
    id         uuid PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    name       text        NOT NULL,
    color      integer     NOT NULL CHECK (color BETWEEN 0 AND 16777215),
    emoji      text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX category_name ON category (account_id, lower(name));

-- config holds what may be shown; secret holds tokens and URLs, encrypted by the application.
CREATE TABLE destination (
    id            uuid PRIMARY KEY,
    account_id    uuid        NOT NULL REFERENCES account,
    name          text        NOT NULL,
    type          text        NOT NULL,
    config        jsonb       NOT NULL DEFAULT '{}',
    secret        bytea,
    is_default    boolean     NOT NULL DEFAULT false,
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disabled')),
    status_reason text,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX destination_name ON destination (account_id, lower(name));

CREATE TABLE category_destination (
    category_id    uuid NOT NULL REFERENCES category ON DELETE CASCADE,
    destination_id uuid NOT NULL REFERENCES destination ON DELETE CASCADE,
    account_id     uuid NOT NULL REFERENCES account,
    PRIMARY KEY (category_id, destination_id)
);

CREATE TABLE routing_rule (
    id             uuid PRIMARY KEY,
    account_id     uuid        NOT NULL REFERENCES account,
    name           text        NOT NULL,
    expression     text        NOT NULL,
    destination_id uuid        NOT NULL REFERENCES destination ON DELETE CASCADE,
    enabled        boolean     NOT NULL DEFAULT true,
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX routing_rule_account ON routing_rule (account_id);

-- Every hub keeps accounts in memory; a change is announced to all of them at its commit.
CREATE FUNCTION announce_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    PERFORM pg_notify('account_changed', coalesce(changed ->> 'account_id', changed ->> 'id'));
    RETURN NULL;
END
$$;

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON api_key
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON category
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON destination
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON category_destination
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON routing_rule
    FOR EACH ROW EXECUTE FUNCTION announce_account_change();
