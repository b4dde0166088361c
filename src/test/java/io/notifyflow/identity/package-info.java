@NullMarked
package io.notifyflow.identity;

import org.jspecify.annotations.NullMarked;
