/** How many events there were and what their numbers come to, over any time, in milliseconds. */
@NullMarked
package io.notifyflow.statistics;

import org.jspecify.annotations.NullMarked;
