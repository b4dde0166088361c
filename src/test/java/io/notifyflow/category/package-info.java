@NullMarked
package io.notifyflow.category;

import org.jspecify.annotations.NullMarked;
