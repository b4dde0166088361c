/** Measures a hub against single-row inserts into the PostgreSQL server that the hub itself uses. */
@NullMarked
package io.notifyflow.bench;

import org.jspecify.annotations.NullMarked;
