/** What senders ask at the address of a source before they send events there. */
@NullMarked
package io.notifyflow.source.handshake;

import org.jspecify.annotations.NullMarked;
