/** An account's destinations over HTTP: entered, listed, tried. */
@NullMarked
package io.notifyflow.destination;

import org.jspecify.annotations.NullMarked;
