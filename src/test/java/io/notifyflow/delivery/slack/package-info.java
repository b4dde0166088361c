/** Tests of {@link io.notifyflow.delivery.slack}. */
@NullMarked
package io.notifyflow.delivery.slack;

import org.jspecify.annotations.NullMarked;
