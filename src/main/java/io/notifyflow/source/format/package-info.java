/** How senders write dates, and in which charsets. */
@NullMarked
package io.notifyflow.source.format;

import org.jspecify.annotations.NullMarked;
