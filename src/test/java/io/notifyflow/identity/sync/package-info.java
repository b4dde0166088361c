@NullMarked
package io.notifyflow.identity.sync;

import org.jspecify.annotations.NullMarked;
