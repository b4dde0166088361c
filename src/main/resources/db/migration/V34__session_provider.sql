-- The provider with which a session began, where the sign-out ends it as well; null for a password.
ALTER TABLE person_session ADD COLUMN provider text;
