/** Tests of {@code io.notifyflow.gateway}. */
@NullMarked
package io.notifyflow.gateway;

import org.jspecify.annotations.NullMarked;
