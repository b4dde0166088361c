/** The durable queue: claim, lease, attempt, outcome, retry and dead letter. */
@NullMarked
package io.notifyflow.delivery;

import org.jspecify.annotations.NullMarked;
