/** The settings of a measurement, and the machine and programs that it runs on. */
@NullMarked
package io.notifyflow.bench.machine;

import org.jspecify.annotations.NullMarked;
