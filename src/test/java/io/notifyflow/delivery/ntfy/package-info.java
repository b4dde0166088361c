/** Tests of {@link io.notifyflow.delivery.ntfy}. */
@NullMarked
package io.notifyflow.delivery.ntfy;

import org.jspecify.annotations.NullMarked;
