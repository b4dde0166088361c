/** Tests of the counts that pages show. */
@NullMarked
package io.notifyflow.statistics;

import org.jspecify.annotations.NullMarked;
