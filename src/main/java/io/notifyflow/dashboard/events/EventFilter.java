package io.notifyflow.dashboard.events;

import io.notifyflow.eventlog.FieldFilter;
import io.notifyflow.statistics.Span;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for.
 *
 * @param category in lower case; null for all
 * @param text     anywhere in title, description or fields; null for none
 * @param field    a field that must be there and compare so; null for none
 */
record EventFilter(Span span, @Nullable String category, @Nullable String text, @Nullable FieldFilter field) {}
