/** RSS and Atom feeds: asked for, and read. */
@NullMarked
package io.notifyflow.source.feed;

import org.jspecify.annotations.NullMarked;
