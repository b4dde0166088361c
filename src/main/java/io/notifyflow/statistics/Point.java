package io.notifyflow.statistics;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One hour or day of a chart.
 *
 * @param total of the numeric field that was asked for; 0 without one
 */
public record Point(Instant at, long events, BigDecimal total) {}
