/** Tests of {@code io.notifyflow.delivery.email}. */
@NullMarked
package io.notifyflow.delivery.email;

import org.jspecify.annotations.NullMarked;
