package io.notifyflow.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are accepted.
 *
 * @param batchSize       submissions in one transaction, at most; about 100 rows is where the gain ends
 * @param waiting         submissions that may wait for a transaction; beyond it requests are refused with 503
 * @param patience        how long a request waits for its transaction before it is answered with 503
 * @param targetWait      while the oldest event waits longer than this, new ones are refused with 503 before they are read
 * @param idempotencyKept how long an Idempotency-Key is remembered
 */
@ConfigurationProperties("notifyflow.admission")
public record AdmissionSettings(
        @DefaultValue("500") int batchSize,
        @DefaultValue("10000") int waiting,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("500ms") Duration targetWait,
        @DefaultValue("48h") Duration idempotencyKept) {}
