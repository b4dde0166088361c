-- What people see of their own sessions, and what each began with. proven_at is when the person last proved who they
-- are, which sensitive changes ask for. A session that is not complete awaits a second factor and opens nothing.
ALTER TABLE person_session
    ADD COLUMN id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN method     text        NOT NULL DEFAULT 'password'
        CHECK (method IN ('password', 'link', 'passkey', 'provider')),
    ADD COLUMN address    text        NOT NULL DEFAULT '',
    ADD COLUMN user_agent text        NOT NULL DEFAULT '',
    ADD COLUMN proven_at  timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN complete   boolean     NOT NULL DEFAULT true;

UPDATE person_session s SET proven_at = s.started_at,
       method = CASE WHEN p.subject IS NULL THEN 'password' ELSE 'provider' END
FROM person p WHERE p.id = s.person_id;

CREATE UNIQUE INDEX person_session_id ON person_session (id);
