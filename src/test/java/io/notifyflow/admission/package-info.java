/** Tests of {@code io.notifyflow.admission}. */
@NullMarked
package io.notifyflow.admission;

import org.jspecify.annotations.NullMarked;
