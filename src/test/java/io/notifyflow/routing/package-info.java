/** Tests of {@code io.notifyflow.routing}. */
@NullMarked
package io.notifyflow.routing;

import org.jspecify.annotations.NullMarked;
