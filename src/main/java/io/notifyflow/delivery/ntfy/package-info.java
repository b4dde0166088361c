/** ntfy: the notification, and the meaning of the answers. */
@NullMarked
package io.notifyflow.delivery.ntfy;

import org.jspecify.annotations.NullMarked;
