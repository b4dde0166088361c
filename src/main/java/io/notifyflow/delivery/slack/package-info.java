/** Slack, and what takes its incoming webhooks: the message, and the meaning of the answers. */
@NullMarked
package io.notifyflow.delivery.slack;

import org.jspecify.annotations.NullMarked;
