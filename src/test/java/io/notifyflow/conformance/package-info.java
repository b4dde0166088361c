/** Holds what the hub sends in any test to Discord's published schema, and to the limits that the schema lacks. */
@NullMarked
package io.notifyflow.conformance;

import org.jspecify.annotations.NullMarked;
