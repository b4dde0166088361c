/** Tests of {@code io.notifyflow.receipt}. */
@NullMarked
package io.notifyflow.receipt;

import org.jspecify.annotations.NullMarked;
