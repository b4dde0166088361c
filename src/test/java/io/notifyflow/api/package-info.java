/** The API as a whole, held against the document that describes it. */
@NullMarked
package io.notifyflow.api;

import org.jspecify.annotations.NullMarked;
