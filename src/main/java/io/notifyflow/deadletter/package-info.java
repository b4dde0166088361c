/** Dead letters: what follows from a delivery that was given up, looking at them, sending them again, and their end. */
@NullMarked
package io.notifyflow.deadletter;

import org.jspecify.annotations.NullMarked;
