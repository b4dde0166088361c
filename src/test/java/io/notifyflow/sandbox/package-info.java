/** The sandbox, tested over real HTTP. */
@NullMarked
package io.notifyflow.sandbox;

import org.jspecify.annotations.NullMarked;
