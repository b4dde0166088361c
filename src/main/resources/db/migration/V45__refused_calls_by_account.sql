-- Answers 401, 403 and 429 of Discord by account and minute: one account may use up a part of what all may make of them.
CREATE TABLE discord_invalid_request_of_account (
    account_id uuid        NOT NULL REFERENCES account,
    minute     timestamptz NOT NULL,
    count      integer     NOT NULL,
    PRIMARY KEY (account_id, minute)
);
