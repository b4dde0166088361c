/** Sources that fetch, with the real thing at the other end. */
@NullMarked
package io.notifyflow.source.template;

import org.jspecify.annotations.NullMarked;
