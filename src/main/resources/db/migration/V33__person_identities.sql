-- What providers call people: one person may sign in with several. A tombstone keeps its rows, so that a late update
-- resurrects nobody. label is the e-mail address or login at the provider, for the person to recognise it.
CREATE TABLE person_identity (
    id              uuid PRIMARY KEY,
    person_id       uuid        NOT NULL REFERENCES person,
    provider        text        NOT NULL,
    subject         text        NOT NULL,
    label           text,
    linked_at       timestamptz NOT NULL DEFAULT now(),
    last_sign_in_at timestamptz,
    UNIQUE (provider, subject)
);
CREATE INDEX person_identity_person ON person_identity (person_id);

-- "provider" is the name of the one that NOTIFYFLOW_OIDC_… sets.
INSERT INTO person_identity (id, person_id, provider, subject, label, linked_at, last_sign_in_at)
SELECT gen_random_uuid(), id, 'provider', subject, email, created_at, last_sign_in_at FROM person WHERE subject IS NOT NULL;

-- Later migrations still read it; the hub does not.
COMMENT ON COLUMN person.subject IS 'Not written any more: see person_identity';
