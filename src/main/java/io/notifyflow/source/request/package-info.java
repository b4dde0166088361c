/** The last requests of each source: recorded beside the way of the events, bounded, without secrets, and listed. */
@NullMarked
package io.notifyflow.source.request;

import org.jspecify.annotations.NullMarked;
