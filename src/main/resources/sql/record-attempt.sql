WITH result AS (
  SELECT * FROM unnest(CAST(:?events AS uuid[]), CAST(:?statuses AS text[]), CAST(:?waits AS double precision[]))
    AS r(event_id, status, wait)
), attempted AS (
  UPDATE delivery SET
    status = result.status,
    attempts = attempts + 1,
    failures = failures + CAST(:?failed AS integer),
    next_attempt_at = now() + make_interval(secs => result.wait),
    completed_at = CASE WHEN result.status = 'pending' THEN NULL ELSE now() END,
    started_at = CASE WHEN result.status = 'delivered' THEN CAST(:?startedAt AS timestamptz) END,
    duration_ms = CASE WHEN result.status = 'delivered' THEN CAST(:?durationMillis AS integer) END,
    http_status = CASE WHEN result.status = 'delivered' THEN CAST(:?httpStatus AS integer) END,
    error = CAST(:?error AS text),
    external_id = CAST(:?externalId AS text),
    possible_duplicate = possible_duplicate OR CAST(:?possibleDuplicate AS boolean),
    message_id = CAST(:?messageId AS uuid)
  FROM result
  WHERE delivery.event_id = result.event_id AND delivery.destination_id = CAST(:?destination AS uuid)
    AND delivery.event_id = ANY(CAST(:?events AS uuid[])) AND delivery.status = 'pending'
  RETURNING delivery.event_id, delivery.status, attempts
), lane AS (
  UPDATE delivery_lane SET
    failures = CAST(:?laneFailures AS integer),
    failing_since = CAST(:?laneFailingSince AS timestamptz),
    closed_until = CASE WHEN CAST(:?laneClosedFor AS double precision) IS NULL THEN closed_until
                        ELSE now() + make_interval(secs => CAST(:?laneClosedFor AS double precision)) END,
    gone = coalesce(CAST(:?laneGone AS text), gone)
  WHERE id = CAST(:?changedLane AS uuid)
), digest AS (
  INSERT INTO destination_digest (destination_id, next_at)
  SELECT id, now() + make_interval(secs => CAST(:?digestWait AS double precision))
  FROM destination WHERE id = CAST(:?digested AS uuid)
  ON CONFLICT (destination_id) DO UPDATE SET next_at = excluded.next_at
)
INSERT INTO delivery_attempt
  (event_id, destination_id, account_id, number, started_at, duration_ms, outcome, http_status, error_code, detail)
SELECT event_id, CAST(:?destination AS uuid), CAST(:?account AS uuid), attempts, CAST(:?startedAt AS timestamptz),
       CAST(:?durationMillis AS integer), CAST(:?outcome AS text), CAST(:?httpStatus AS integer),
       CAST(:?errorCode AS integer), CAST(:?detail AS text)
FROM attempted WHERE status <> 'delivered'
