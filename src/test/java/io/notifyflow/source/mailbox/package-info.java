@NullMarked
package io.notifyflow.source.mailbox;

import org.jspecify.annotations.NullMarked;
