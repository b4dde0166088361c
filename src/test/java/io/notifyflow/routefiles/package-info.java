/** Tests of {@code io.notifyflow.routefiles}. */
@NullMarked
package io.notifyflow.routefiles;

import org.jspecify.annotations.NullMarked;
