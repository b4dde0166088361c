/** The parts of the benchmark: each measures one thing and can be run by itself. */
@NullMarked
package io.notifyflow.bench.parts;

import org.jspecify.annotations.NullMarked;
