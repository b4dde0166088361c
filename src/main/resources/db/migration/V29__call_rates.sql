-- How often something was asked for in a window of time, over all hubs: tests of destinations, trials of rules, mails that
-- ask a recipient to confirm.
CREATE TABLE call_rate (
    bucket text PRIMARY KEY,
    calls  integer     NOT NULL,
    -- The window ends then; the next call begins another.
    until  timestamptz NOT NULL
);
CREATE INDEX call_rate_until ON call_rate (until);
