WITH attempted AS (
  UPDATE delivery SET
    status = CAST(:?status AS text),
    attempts = attempts + 1,
    failures = failures + CAST(:?failed AS integer),
    next_attempt_at = CAST(:?nextAttemptAt AS timestamptz),
    completed_at = CASE WHEN CAST(:?status AS text) = 'pending' THEN NULL ELSE now() END,
    error = CAST(:?error AS text),
    external_id = CAST(:?externalId AS text),
    possible_duplicate = possible_duplicate OR CAST(:?possibleDuplicate AS boolean)
  WHERE id = CAST(:?delivery AS uuid) AND status = 'pending'
  RETURNING id, attempts
)
INSERT INTO delivery_attempt
  (delivery_id, number, account_id, started_at, duration_ms, outcome, http_status, error_code, detail)
SELECT id, attempts, CAST(:?account AS uuid), CAST(:?startedAt AS timestamptz), CAST(:?durationMillis AS integer),
       CAST(:?outcome AS text), CAST(:?httpStatus AS integer), CAST(:?errorCode AS integer), CAST(:?detail AS text)
FROM attempted
