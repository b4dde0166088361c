package io.notifyflow.event;

/** Whether the hub can store one more event in good time. */
public interface Capacity {

    /** True if an event that came now would wait too long; cheap enough to be asked for each. */
    boolean exhausted();
}
