/** How senders of webhooks prove who they are, as the settings of a source say it. */
@NullMarked
package io.notifyflow.source.signature;

import org.jspecify.annotations.NullMarked;
