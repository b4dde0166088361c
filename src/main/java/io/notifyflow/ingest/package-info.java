/** The request: key, body, validation, and the shape of the answer. */
@NullMarked
package io.notifyflow.ingest;

import org.jspecify.annotations.NullMarked;
