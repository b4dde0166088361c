-- What each account's events of a category were in an hour that is over, so that a month of a million events is counted
-- from some hundred rows. An hour is written once, when no event can be added to it any more.

CREATE TABLE event_hour (
    account_id uuid        NOT NULL,
    hour       timestamptz NOT NULL,
    category   text        NOT NULL,
    events     bigint      NOT NULL,
    last_id    uuid        NOT NULL,
    PRIMARY KEY (account_id, hour, category)
);
CREATE INDEX event_hour_category ON event_hour (account_id, category, hour);

-- Of each field: how many events have it, and over those in which it is a number, what they come to.
CREATE TABLE field_hour (
    account_id uuid        NOT NULL,
    category   text        NOT NULL,
    hour       timestamptz NOT NULL,
    field      text        NOT NULL,
    events     bigint      NOT NULL,
    numbers    bigint      NOT NULL,
    total      numeric,
    least      numeric,
    most       numeric,
    PRIMARY KEY (account_id, category, hour, field)
);

-- Hours before this one are in the tables above; those from it on are counted from the events.
CREATE TABLE statistics_progress (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    hour timestamptz NOT NULL
);
