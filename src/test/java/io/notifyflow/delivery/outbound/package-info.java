/** Tests of {@link io.notifyflow.delivery.outbound}. */
@NullMarked
package io.notifyflow.delivery.outbound;

import org.jspecify.annotations.NullMarked;
