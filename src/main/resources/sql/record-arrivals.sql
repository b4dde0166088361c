INSERT INTO delivery (event_id, destination_id, account_id, id, message_id, completed_at, started_at, duration_ms,
                      http_status, attempts, status, reason, external_id)
SELECT event_id, destination_id, account_id, id, message_id, now(), started_at, duration_ms, http_status, 1, 'delivered',
       reason, external_id
FROM unnest(
  CAST(:?events AS uuid[]), CAST(:?destinations AS uuid[]), CAST(:?accounts AS uuid[]), CAST(:?deliveries AS uuid[]),
  CAST(:?messages AS uuid[]), CAST(:?startedAt AS timestamptz[]), CAST(:?durations AS integer[]),
  CAST(:?httpStatuses AS integer[]), CAST(:?reasons AS text[]), CAST(:?externalIds AS text[])
) AS r(event_id, destination_id, account_id, id, message_id, started_at, duration_ms, http_status, reason, external_id)
-- What waited in the table stands there as pending, and so does what a hub found when it swept the outbox.
ON CONFLICT (event_id, destination_id) DO UPDATE SET
  status = excluded.status, attempts = delivery.attempts + 1, completed_at = excluded.completed_at,
  started_at = excluded.started_at, duration_ms = excluded.duration_ms, http_status = excluded.http_status, error = NULL,
  external_id = excluded.external_id, message_id = excluded.message_id
WHERE delivery.status = 'pending'
