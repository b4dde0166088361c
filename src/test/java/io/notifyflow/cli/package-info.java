/** Tests of {@code io.notifyflow.cli}. */
@NullMarked
package io.notifyflow.cli;

import org.jspecify.annotations.NullMarked;
