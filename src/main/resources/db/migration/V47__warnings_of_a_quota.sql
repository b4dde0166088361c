-- A warning belongs to the quota that it is about: who gets a larger one is warned again when that is used.
ALTER TABLE quota_warning ADD COLUMN quota bigint NOT NULL DEFAULT 0;
ALTER TABLE quota_warning DROP CONSTRAINT quota_warning_pkey;
ALTER TABLE quota_warning ADD PRIMARY KEY (account_id, month, quota, percent);
