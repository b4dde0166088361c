/** Tests of {@code io.notifyflow.eventlog}. */
@NullMarked
package io.notifyflow.eventlog;

import org.jspecify.annotations.NullMarked;
