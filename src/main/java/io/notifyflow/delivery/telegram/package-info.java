/** Telegram: the message of a bot, and the meaning of the answers. */
@NullMarked
package io.notifyflow.delivery.telegram;

import org.jspecify.annotations.NullMarked;
