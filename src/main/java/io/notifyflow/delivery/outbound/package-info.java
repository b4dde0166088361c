/** Calls to addresses that users enter: guarded, bounded, and classified alike. */
@NullMarked
package io.notifyflow.delivery.outbound;

import org.jspecify.annotations.NullMarked;
