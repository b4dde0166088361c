/** Receipts of webhooks from providers: each is applied once, and what cannot be read is parked and can be replayed. */
@NullMarked
package io.notifyflow.receipt;

import org.jspecify.annotations.NullMarked;
