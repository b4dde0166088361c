/** Where the hub's PostgreSQL comes from: a configured server, or an embedded one in the data directory. */
@NullMarked
package io.notifyflow.database;

import org.jspecify.annotations.NullMarked;
