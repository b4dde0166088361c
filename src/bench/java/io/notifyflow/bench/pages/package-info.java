/** Somebody who looks at the dashboard. */
@NullMarked
package io.notifyflow.bench.pages;

import org.jspecify.annotations.NullMarked;
