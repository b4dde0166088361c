-- The provider lets nobody in as them for now; unlike who is deleted, they stay who they are.
ALTER TABLE person ADD COLUMN banned boolean NOT NULL DEFAULT false;
