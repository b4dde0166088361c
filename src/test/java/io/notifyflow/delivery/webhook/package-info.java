/** Tests of {@link io.notifyflow.delivery.webhook}. */
@NullMarked
package io.notifyflow.delivery.webhook;

import org.jspecify.annotations.NullMarked;
