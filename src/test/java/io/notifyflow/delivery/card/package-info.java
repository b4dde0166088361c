/** Tests of {@link io.notifyflow.delivery.card}. */
@NullMarked
package io.notifyflow.delivery.card;

import org.jspecify.annotations.NullMarked;
