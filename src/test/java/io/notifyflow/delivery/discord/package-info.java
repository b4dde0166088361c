/** Tests of {@code io.notifyflow.delivery.discord}. */
@NullMarked
package io.notifyflow.delivery.discord;

import org.jspecify.annotations.NullMarked;
