package io.notifyflow.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A field that a rule of the operator added to an event after it was accepted.
 *
 * @param rule which rule, for people
 */
@JsonPropertyOrder({"name", "value", "rule"})
public record AddedField(String name, FieldValue value, String rule) {}
