/** Tests of {@code io.notifyflow.deadletter}. */
@NullMarked
package io.notifyflow.deadletter;

import org.jspecify.annotations.NullMarked;
