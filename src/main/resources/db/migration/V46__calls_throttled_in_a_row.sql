-- How often the delivery was throttled in a row, of which only the first is stored as an attempt; below zero where nobody
-- can have read the message. Null for a delivery that was not throttled last.
ALTER TABLE delivery ADD COLUMN throttled smallint;
