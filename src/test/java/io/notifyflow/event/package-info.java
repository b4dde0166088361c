/** Tests of {@code io.notifyflow.event}. */
@NullMarked
package io.notifyflow.event;

import org.jspecify.annotations.NullMarked;
