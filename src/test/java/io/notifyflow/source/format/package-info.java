@NullMarked
package io.notifyflow.source.format;

import org.jspecify.annotations.NullMarked;
