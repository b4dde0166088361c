@NullMarked
package io.notifyflow.usage;

import org.jspecify.annotations.NullMarked;
