-- The keys that secrets at rest were encrypted with, by their ids (8 hexadecimal digits, derived from the key). A hub
-- that lacks one of them does not start as long as a value needs it.
CREATE TABLE secret_key (
    key_id        text PRIMARY KEY,
    first_used_at timestamptz NOT NULL DEFAULT now()
);

-- Values from before carry no id.
INSERT INTO secret_key (key_id)
SELECT 'unnamed'
WHERE EXISTS (SELECT FROM destination WHERE secret IS NOT NULL)
   OR EXISTS (SELECT FROM api_key WHERE signing_secret IS NOT NULL)
   OR EXISTS (SELECT FROM source WHERE secret IS NOT NULL)
   OR EXISTS (SELECT FROM webhook_receipt)
   OR EXISTS (SELECT FROM person_session WHERE id_token IS NOT NULL);
