package io.notifyflow.delivery;

/** How a destination wants events that wait for it together. */
public enum Batching {
    /** As many in a message as its kind can hold. */
    AUTO,
    /** One event a message. */
    OFF,
    /** One message an interval at most, with counts. */
    DIGEST
}
