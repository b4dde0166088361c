/** The one transaction that accepts events: idempotency, quota and append, shared by concurrent requests. */
@NullMarked
package io.notifyflow.admission;

import org.jspecify.annotations.NullMarked;
