package io.notifyflow.sandbox;

import java.util.Map;

/**
 * What has happened since the start.
 *
 * @param received API calls that arrived
 * @param stored messages stored
 * @param duplicates messages not stored because their nonce was known
 * @param refused calls refused, by status
 * @param throttled calls refused by a rate limit
 * @param early calls that arrived at a bucket before it reopened
 * @param faults calls that a scripted fault met
 * @param kept messages in memory now
 * @param keptBytes what those take in memory
 * @param dropped messages that left because there were too many, or too large together
 */
public record SandboxStats(
        long received,
        long stored,
        long duplicates,
        Map<Integer, Long> refused,
        long throttled,
        long early,
        long faults,
        long kept,
        long keptBytes,
        long dropped) {}
