-- The log of accepted events: rows are written once and never changed, and leave with their month.
-- The key is a UUIDv7, whose first 48 bits are the time of acceptance: partitions are ranges of it.
-- fields is json, not jsonb: the order in which a client sent its fields is the order people read.
CREATE TABLE event (
    id          uuid        NOT NULL,
    account_id  uuid        NOT NULL,
    category    text        NOT NULL,
    title       text,
    description text,
    fields      json,
    url         text,
    emoji       text,
    occurred_at timestamptz,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX event_account ON event (account_id, id);

-- Catches an event whose month has no partition yet; nothing accepted may be lost for want of a table.
CREATE TABLE event_default PARTITION OF event DEFAULT;

CREATE FUNCTION uuid7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

CREATE FUNCTION create_event_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first timestamptz := month::timestamp AT TIME ZONE 'UTC';
    next  timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF event FOR VALUES FROM (%L) TO (%L)',
                   'event_' || to_char(month, 'YYYY_MM'), uuid7_floor(first), uuid7_floor(next));
END
$$;

-- Transactional outbox: accepted, not yet turned into deliveries. Written with the event, deleted with the routing.
-- Nearly every row is dead a moment later, so vacuum comes by count and not by share.
CREATE TABLE event_outbox (
    event_id uuid PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- One row an account and UTC month. The row's lock is what makes quota and idempotency exact.
CREATE TABLE usage (
    account_id uuid   NOT NULL REFERENCES account,
    month      date   NOT NULL,
    accepted   bigint NOT NULL DEFAULT 0,
    returned   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, month)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE idempotency (
    account_id uuid        NOT NULL,
    key        text        NOT NULL,
    digest     bytea       NOT NULL,
    event_id   uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
