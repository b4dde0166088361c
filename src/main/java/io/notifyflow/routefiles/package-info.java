/** The operator's route files: where they are, and whether the pipeline is whole. */
@NullMarked
package io.notifyflow.routefiles;

import org.jspecify.annotations.NullMarked;
