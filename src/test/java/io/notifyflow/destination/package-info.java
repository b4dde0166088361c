/** Tests of {@code io.notifyflow.destination}. */
@NullMarked
package io.notifyflow.destination;

import org.jspecify.annotations.NullMarked;
