/** What was accepted and is not settled yet: in the table, which survives a crash, and in this hub's memory. */
@NullMarked
package io.notifyflow.outbox;

import org.jspecify.annotations.NullMarked;
