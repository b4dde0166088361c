/** The connections of the public port: the framing of requests, deadlines, bounds, and the bytes that bodies hold. */
@NullMarked
package io.notifyflow.gateway.connection;

import org.jspecify.annotations.NullMarked;
