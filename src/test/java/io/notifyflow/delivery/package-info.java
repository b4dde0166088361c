/** Tests of {@code io.notifyflow.delivery}. */
@NullMarked
package io.notifyflow.delivery;

import org.jspecify.annotations.NullMarked;
