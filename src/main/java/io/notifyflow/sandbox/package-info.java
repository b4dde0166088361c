/** A local Discord that obeys Discord's documented rules and shows what it got; nothing sent to it leaves the machine. */
@NullMarked
package io.notifyflow.sandbox;

import org.jspecify.annotations.NullMarked;
