@NullMarked
package io.notifyflow.billing;

import org.jspecify.annotations.NullMarked;
