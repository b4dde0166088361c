/** Tests of where the database comes from, with real servers. */
@NullMarked
package io.notifyflow.database;

import org.jspecify.annotations.NullMarked;
