/** Reading the log: one event with its deliveries and attempts, and the care of its partitions. */
@NullMarked
package io.notifyflow.eventlog;

import org.jspecify.annotations.NullMarked;
