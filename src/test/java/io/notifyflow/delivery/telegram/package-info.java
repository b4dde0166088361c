/** Tests of {@link io.notifyflow.delivery.telegram}. */
@NullMarked
package io.notifyflow.delivery.telegram;

import org.jspecify.annotations.NullMarked;
