/** The operator's route files: watched, checked, tried, taken live or refused, and put back. */
@NullMarked
package io.notifyflow.routefiles;

import org.jspecify.annotations.NullMarked;
