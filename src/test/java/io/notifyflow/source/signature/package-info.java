@NullMarked
package io.notifyflow.source.signature;

import org.jspecify.annotations.NullMarked;
