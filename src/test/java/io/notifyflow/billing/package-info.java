/** Tests of {@code io.notifyflow.billing}. */
@NullMarked
package io.notifyflow.billing;

import org.jspecify.annotations.NullMarked;
