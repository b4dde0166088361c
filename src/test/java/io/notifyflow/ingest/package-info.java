/** Tests of {@code io.notifyflow.ingest}. */
@NullMarked
package io.notifyflow.ingest;

import org.jspecify.annotations.NullMarked;
