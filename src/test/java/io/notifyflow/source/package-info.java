/** Tests of foreign webhooks, with what their senders publish. */
@NullMarked
package io.notifyflow.source;

import org.jspecify.annotations.NullMarked;
