/** Tests of {@code io.notifyflow.delivery.queue}. */
@NullMarked
package io.notifyflow.delivery.queue;

import org.jspecify.annotations.NullMarked;
