@NullMarked
package io.notifyflow.receipt;

import org.jspecify.annotations.NullMarked;
