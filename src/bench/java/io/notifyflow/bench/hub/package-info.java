/** The hub under measurement, as a process of its own, and its database. */
@NullMarked
package io.notifyflow.bench.hub;

import org.jspecify.annotations.NullMarked;
