/** The dashboard: what happened, live, and all that a team needs to run its notifications. */
@NullMarked
package io.notifyflow.dashboard;

import org.jspecify.annotations.NullMarked;
