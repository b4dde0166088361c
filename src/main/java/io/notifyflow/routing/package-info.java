/** Which destinations an event goes to, and why. */
@NullMarked
package io.notifyflow.routing;

import org.jspecify.annotations.NullMarked;
