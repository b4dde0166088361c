/** E-mail: the message, the server that takes it, and the meaning of what it says. */
@NullMarked
package io.notifyflow.delivery.email;

import org.jspecify.annotations.NullMarked;
