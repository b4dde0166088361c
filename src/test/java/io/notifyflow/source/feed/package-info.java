@NullMarked
package io.notifyflow.source.feed;

import org.jspecify.annotations.NullMarked;
