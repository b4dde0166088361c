package io.notifyflow.ingest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the event API.
 *
 * @param batchEvents events in one batch, at most
 * @param longestWait the most that {@code Prefer: wait=N} may ask for
 */
@ConfigurationProperties("notifyflow.ingest")
record IngestSettings(@DefaultValue("1000") int batchEvents, @DefaultValue("30s") Duration longestWait) {}
