/** Who delivers what, and when: the durable queue, the leases on lanes, and a worker for each destination. */
@NullMarked
package io.notifyflow.delivery.queue;

import org.jspecify.annotations.NullMarked;
