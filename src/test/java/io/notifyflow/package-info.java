/** Tests of the hub as a whole. */
@NullMarked
package io.notifyflow;

import org.jspecify.annotations.NullMarked;
