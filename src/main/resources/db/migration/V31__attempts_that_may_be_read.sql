-- Whether a receiver of the account's own choice may have read the message: then its refusal gives no quota back. Decided
-- when the attempt is recorded, for the destination may lead elsewhere by the time the event is settled.
ALTER TABLE delivery_attempt ADD COLUMN may_be_read boolean NOT NULL DEFAULT false;
