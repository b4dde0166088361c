WITH attempt AS MATERIALIZED (
  SELECT * FROM unnest(
    CAST(:?destinations AS uuid[]), CAST(:?accounts AS uuid[]), CAST(:?messages AS uuid[]), CAST(:?failures AS integer[]),
    CAST(:?errors AS text[]), CAST(:?externalIds AS text[]), CAST(:?possibleDuplicates AS boolean[]),
    CAST(:?startedAt AS timestamptz[]), CAST(:?durations AS integer[]), CAST(:?outcomes AS text[]),
    CAST(:?httpStatuses AS integer[]), CAST(:?errorCodes AS integer[]), CAST(:?details AS text[]),
    CAST(:?mayBeRead AS boolean[])
  ) WITH ORDINALITY AS a(destination_id, account_id, message_id, failed, error, external_id, possible_duplicate,
                         started_at, duration_ms, outcome, http_status, error_code, detail, may_be_read, ordinal)
), result AS MATERIALIZED (
  SELECT * FROM unnest(
    CAST(:?ordinals AS integer[]), CAST(:?events AS uuid[]), CAST(:?deliveries AS uuid[]), CAST(:?statuses AS text[]),
    CAST(:?waits AS double precision[]), CAST(:?reasons AS text[]), CAST(:?stored AS boolean[])
  ) AS r(ordinal, event_id, id, status, wait, reason, stored) JOIN attempt USING (ordinal)
), arrived AS (
  -- The first time that these are written. A hub that swept the outbox may have put them there as pending.
  INSERT INTO delivery (event_id, destination_id, account_id, id, message_id, next_attempt_at, completed_at, started_at,
                        duration_ms, http_status, attempts, failures, possible_duplicate, status, reason, error,
                        external_id, throttled)
  SELECT event_id, destination_id, account_id, id, message_id, now() + make_interval(secs => wait),
         CASE WHEN status <> 'pending' THEN now() END,
         CASE WHEN status = 'delivered' THEN started_at END,
         CASE WHEN status = 'delivered' THEN duration_ms END,
         CASE WHEN status = 'delivered' THEN http_status END,
         1, failed, possible_duplicate, status, reason, error, external_id,
         CASE WHEN outcome = 'throttled' THEN CASE WHEN may_be_read THEN 1 ELSE -1 END END
  FROM result WHERE NOT stored
  ORDER BY event_id, destination_id
  ON CONFLICT (event_id, destination_id) DO UPDATE SET
    status = excluded.status, attempts = delivery.attempts + 1, failures = delivery.failures + excluded.failures,
    next_attempt_at = excluded.next_attempt_at, completed_at = excluded.completed_at,
    started_at = excluded.started_at, duration_ms = excluded.duration_ms, http_status = excluded.http_status,
    error = excluded.error, external_id = excluded.external_id, message_id = excluded.message_id,
    possible_duplicate = delivery.possible_duplicate OR excluded.possible_duplicate, throttled = excluded.throttled
  WHERE delivery.status = 'pending'
  RETURNING delivery.event_id, delivery.destination_id, delivery.status, delivery.attempts, delivery.throttled
), attempted AS (
  UPDATE delivery SET
    status = result.status,
    attempts = delivery.attempts + 1,
    failures = delivery.failures + result.failed,
    next_attempt_at = now() + make_interval(secs => result.wait),
    completed_at = CASE WHEN result.status <> 'pending' THEN now() END,
    started_at = CASE WHEN result.status = 'delivered' THEN result.started_at END,
    duration_ms = CASE WHEN result.status = 'delivered' THEN result.duration_ms END,
    http_status = CASE WHEN result.status = 'delivered' THEN result.http_status END,
    error = result.error,
    external_id = result.external_id,
    possible_duplicate = delivery.possible_duplicate OR result.possible_duplicate,
    message_id = result.message_id,
    -- Below zero where nobody can have read it: what one could read is stored also after others that nobody could.
    throttled = CASE WHEN result.outcome = 'throttled' THEN
      CASE WHEN result.may_be_read THEN least(greatest(coalesce(delivery.throttled, 0), 0) + 1, 1000)
           ELSE greatest(least(coalesce(delivery.throttled, 0), 0) - 1, -1000) END END
  FROM result
  WHERE result.stored AND delivery.event_id = result.event_id AND delivery.destination_id = result.destination_id
    AND delivery.event_id = ANY(CAST(:?events AS uuid[])) AND delivery.status = 'pending'
  RETURNING delivery.event_id, delivery.destination_id, delivery.status, delivery.attempts, delivery.throttled
), lane AS (
  UPDATE delivery_lane SET
    failures = changed.failures,
    failing_since = changed.failing_since,
    closed_until = CASE WHEN changed.closed_for IS NULL THEN closed_until
                        ELSE now() + make_interval(secs => changed.closed_for) END,
    gone = coalesce(changed.gone, delivery_lane.gone)
  FROM unnest(CAST(:?lanes AS uuid[]), CAST(:?laneFailures AS integer[]), CAST(:?laneFailingSince AS timestamptz[]),
              CAST(:?laneClosedFor AS double precision[]), CAST(:?laneGone AS text[]))
       AS changed(id, failures, failing_since, closed_for, gone)
  WHERE delivery_lane.id = changed.id
), digest AS (
  INSERT INTO destination_digest (destination_id, next_at)
  SELECT id, now() + make_interval(secs => sent.wait)
  FROM destination JOIN unnest(CAST(:?digested AS uuid[]), CAST(:?digestWaits AS double precision[])) AS sent(id, wait)
    USING (id)
  ON CONFLICT (destination_id) DO UPDATE SET next_at = excluded.next_at
)
INSERT INTO delivery_attempt
  (event_id, destination_id, account_id, number, started_at, duration_ms, outcome, http_status, error_code, detail,
   may_be_read)
SELECT event_id, destination_id, account_id, made.attempts, started_at, duration_ms, outcome, http_status, error_code,
       detail, may_be_read
FROM (SELECT * FROM arrived UNION ALL SELECT * FROM attempted) AS made(event_id, destination_id, new_status, attempts, throttled)
JOIN result USING (event_id, destination_id)
WHERE made.new_status <> 'delivered'
  -- Calls that were throttled in a row are one attempt, the first: a receiver can ask to slow down for hours.
  AND abs(coalesce(made.throttled, 0)) <= 1
