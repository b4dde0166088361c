-- Receipts of webhooks from providers (Stripe and others), and who pays for which plan.

-- Operators see what concerns all accounts. The first account is the operator's.
ALTER TABLE account ADD COLUMN operator boolean NOT NULL DEFAULT false;
UPDATE account SET operator = true WHERE id = (SELECT id FROM account ORDER BY created_at, id LIMIT 1);

-- Written in the transaction of the effect: a webhook is either received with all that follows from it, or not at all.
-- payload is encrypted by the application, for it may hold personal data.
CREATE TABLE webhook_receipt (
    id          uuid PRIMARY KEY,
    provider    text        NOT NULL,
    -- The provider's own id of the event.
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    payload     bytea       NOT NULL,
    received_at timestamptz NOT NULL,
    state       text        NOT NULL CHECK (state IN ('applied', 'ignored', 'parked')),
    reason      text,
    -- How often an operator had it applied again.
    replays     integer     NOT NULL DEFAULT 0,
    settled_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, event_id)
);
CREATE INDEX webhook_receipt_state ON webhook_receipt (state, id);
CREATE INDEX webhook_receipt_age ON webhook_receipt (received_at);

CREATE TABLE billing_customer (
    account_id  uuid PRIMARY KEY REFERENCES account,
    -- NULL when it was deleted at Stripe; the next checkout makes another.
    customer_id text UNIQUE,
    -- How many customers were deleted before: part of the idempotency key of the next one.
    generation  integer     NOT NULL DEFAULT 0,
    -- Counts what billing changed. Who read from Stripe writes only if nobody wrote since before that reading.
    version     bigint      NOT NULL DEFAULT 0,
    -- The plan without billing, and the one that billing gave last.
    base_plan   text        NOT NULL,
    given_plan  text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- Subscriptions as Stripe had them when they were read last.
CREATE TABLE subscription (
    id                   text PRIMARY KEY,
    account_id           uuid        NOT NULL REFERENCES account,
    customer_id          text        NOT NULL,
    status               text        NOT NULL,
    -- NULL where its price belongs to no plan.
    plan                 text,
    price_id             text,
    current_period_end   timestamptz,
    cancel_at_period_end boolean     NOT NULL DEFAULT false,
    -- The first payment is on its way, as with a bank debit: no plan before it arrives.
    awaiting_payment     boolean     NOT NULL DEFAULT false,
    -- While a later payment fails, the plan is kept until then.
    grace_until          timestamptz,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subscription_account ON subscription (account_id);
CREATE INDEX subscription_grace ON subscription (grace_until) WHERE grace_until IS NOT NULL;

-- Plans bought once and for good.
CREATE TABLE purchase (
    session_id text PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account,
    plan       text        NOT NULL,
    bought_at  timestamptz NOT NULL
);
CREATE INDEX purchase_account ON purchase (account_id);

-- Refunds, disputes and payments that failed: shown, and nothing more.
CREATE TABLE billing_incident (
    id          text PRIMARY KEY,
    account_id  uuid        NOT NULL REFERENCES account,
    kind        text        NOT NULL CHECK (kind IN ('refund', 'dispute', 'failed-payment')),
    status      text        NOT NULL,
    amount      bigint,
    currency    text,
    reason      text,
    happened_at timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX billing_incident_account ON billing_incident (account_id, happened_at);

CREATE TABLE reconciliation (
    id          uuid PRIMARY KEY,
    -- The UTC day of one that began by itself: one a night over all hubs.
    night       date UNIQUE,
    status      text        NOT NULL DEFAULT 'running'
                            CHECK (status IN ('running', 'finished', 'failed', 'interrupted')),
    checked     integer     NOT NULL DEFAULT 0,
    differences integer     NOT NULL DEFAULT 0,
    mended      integer     NOT NULL DEFAULT 0,
    error       text,
    started_at  timestamptz NOT NULL DEFAULT now(),
    -- Whose hub died is interrupted when the lease is over.
    lease_until timestamptz NOT NULL,
    finished_at timestamptz
);
-- One at a time over all hubs.
CREATE UNIQUE INDEX reconciliation_running ON reconciliation ((true)) WHERE status = 'running';

CREATE TABLE reconciliation_difference (
    reconciliation_id uuid    NOT NULL REFERENCES reconciliation ON DELETE CASCADE,
    subscription_id   text    NOT NULL,
    account_id        uuid,
    ours              text,
    theirs            text    NOT NULL,
    mended            boolean NOT NULL,
    reason            text,
    PRIMARY KEY (reconciliation_id, subscription_id)
);
