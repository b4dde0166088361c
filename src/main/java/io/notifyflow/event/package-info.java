/** The vocabulary that every module shares: what an event is, and what was decided about it. */
@NullMarked
package io.notifyflow.event;

import org.jspecify.annotations.NullMarked;
