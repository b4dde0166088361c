/** Tests of the dashboard in a real browser. */
@NullMarked
package io.notifyflow.dashboard;

import org.jspecify.annotations.NullMarked;
