@NullMarked
package io.notifyflow.credential;

import org.jspecify.annotations.NullMarked;
