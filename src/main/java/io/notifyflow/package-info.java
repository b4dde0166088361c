/** NotifyFlow: an event-notification hub; each package below is one module of it. */
@NullMarked
package io.notifyflow;

import org.jspecify.annotations.NullMarked;
