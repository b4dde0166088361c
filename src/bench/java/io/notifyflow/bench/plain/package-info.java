/** The comparison: an event endpoint as a Spring MVC application has it, with two statements a request. */
@NullMarked
package io.notifyflow.bench.plain;

import org.jspecify.annotations.NullMarked;
