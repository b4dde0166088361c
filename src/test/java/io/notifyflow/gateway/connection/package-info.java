@NullMarked
package io.notifyflow.gateway.connection;

import org.jspecify.annotations.NullMarked;
