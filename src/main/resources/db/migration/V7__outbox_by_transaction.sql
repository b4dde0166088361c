-- A row for each transaction of admission, not for each event: written with its events, deleted when all of them are
-- settled, which is that their deliveries are stored. first_id is the id of the first of them.
ALTER TABLE event_outbox RENAME TO event_outbox_before;
CREATE TABLE event_outbox (
    first_id  uuid PRIMARY KEY,
    last_id   uuid   NOT NULL,
    event_ids uuid[] NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
INSERT INTO event_outbox SELECT event_id, event_id, ARRAY[event_id] FROM event_outbox_before;
DROP TABLE event_outbox_before;
