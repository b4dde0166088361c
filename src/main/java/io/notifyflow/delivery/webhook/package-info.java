/** Outgoing webhooks, signed as Standard Webhooks has it. */
@NullMarked
package io.notifyflow.delivery.webhook;

import org.jspecify.annotations.NullMarked;
