/** Tests of {@code io.notifyflow.delivery}. */
@NullMarked
package io.notifyflow.delivery.queue;

import org.jspecify.annotations.NullMarked;
