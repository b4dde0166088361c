/** Programs that people use in the place of a hub today. */
@NullMarked
package io.notifyflow.bench.peers;

import org.jspecify.annotations.NullMarked;
