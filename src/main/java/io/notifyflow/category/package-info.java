/** The categories of an account: named, coloured, sent to destinations of their own. */
@NullMarked
package io.notifyflow.category;

import org.jspecify.annotations.NullMarked;
