/** Fixtures that the tests of several modules share. */
@NullMarked
package io.notifyflow.testing;

import org.jspecify.annotations.NullMarked;
