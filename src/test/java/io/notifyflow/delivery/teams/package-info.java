/** Tests of {@link io.notifyflow.delivery.teams}. */
@NullMarked
package io.notifyflow.delivery.teams;

import org.jspecify.annotations.NullMarked;
