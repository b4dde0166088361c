/** Messages in the shapes of Slack and Discord, from whatever can post there. */
@NullMarked
package io.notifyflow.source.chat;

import org.jspecify.annotations.NullMarked;
