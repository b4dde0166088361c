/** Tests of the operator's pages without a browser. */
@NullMarked
package io.notifyflow.dashboard.hub;

import org.jspecify.annotations.NullMarked;
