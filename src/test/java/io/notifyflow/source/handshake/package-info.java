@NullMarked
package io.notifyflow.source.handshake;

import org.jspecify.annotations.NullMarked;
