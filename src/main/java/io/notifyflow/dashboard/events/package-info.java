/** The pages about what happened: events as tables, as figures, one by one, and as they come in. */
@NullMarked
package io.notifyflow.dashboard.events;

import org.jspecify.annotations.NullMarked;
