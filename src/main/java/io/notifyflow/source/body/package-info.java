/** Bodies of webhooks: unpacked, decoded, and read as JSON by what they hold. */
@NullMarked
package io.notifyflow.source.body;

import org.jspecify.annotations.NullMarked;
