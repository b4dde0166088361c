-- Fields that rules of the operator added, in their order: [{"name": …, "value": …, "rule": …}]. What the client sent
-- stays in the other columns as it was accepted. Null for nearly all events, and then it takes no room.
ALTER TABLE event ADD COLUMN added json;
