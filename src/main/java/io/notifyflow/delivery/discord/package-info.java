/** Discord: the message, the call, and the meaning of its answers. */
@NullMarked
package io.notifyflow.delivery.discord;

import org.jspecify.annotations.NullMarked;
