@NullMarked
package io.notifyflow.source.chat;

import org.jspecify.annotations.NullMarked;
