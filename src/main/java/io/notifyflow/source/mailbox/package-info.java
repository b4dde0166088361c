/** Mailboxes that are looked into over IMAP. */
@NullMarked
package io.notifyflow.source.mailbox;

import org.jspecify.annotations.NullMarked;
