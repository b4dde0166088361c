-- Dead letters are looked at, sent again, and expire; how often each happens is bounded, how many there are is not.

ALTER TABLE delivery
    DROP CONSTRAINT delivery_status_check,
    -- expired: was dead for longer than dead letters are kept, and cannot be redriven any more.
    ADD CONSTRAINT delivery_status_check CHECK (status IN ('pending', 'delivered', 'dead', 'expired'));

-- The newest first, page by page.
CREATE INDEX delivery_dead ON delivery (account_id, completed_at, id) WHERE status = 'dead';
-- In the order of the events, as a redrive takes them.
CREATE INDEX delivery_redrive ON delivery (account_id, event_id, id) WHERE status = 'dead';
-- The oldest of all accounts, for their expiry.
CREATE INDEX delivery_expiry ON delivery (completed_at) WHERE status = 'dead';

-- A set of dead letters that is being redriven, or was.
CREATE TABLE redrive (
    id           uuid PRIMARY KEY,
    account_id   uuid        NOT NULL REFERENCES account,
    filter       jsonb       NOT NULL,
    per_second   integer     NOT NULL CHECK (per_second > 0),
    status       text        NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'finished', 'cancelled')),
    total        bigint      NOT NULL,
    redriven     bigint      NOT NULL DEFAULT 0,
    -- Letters of earlier events have had their turn.
    position     uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    -- Paces the job over all hubs: none takes a step before this.
    next_step_at timestamptz NOT NULL DEFAULT now(),
    -- Letters that died later are not part of it.
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX redrive_account ON redrive (account_id, id);
-- One at a time in an account: the rate is then a bound, and no letter has two masters.
CREATE UNIQUE INDEX redrive_running ON redrive (account_id) WHERE status = 'running';
