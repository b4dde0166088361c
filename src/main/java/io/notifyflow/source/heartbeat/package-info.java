/** Signs of life that are missed when they stay away: pings, and events of a category. */
@NullMarked
package io.notifyflow.source.heartbeat;

import org.jspecify.annotations.NullMarked;
