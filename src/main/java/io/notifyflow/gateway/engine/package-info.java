/** Camel's platform-http on the hub's own server: which route serves a request, on which thread, and its answer. */
@NullMarked
package io.notifyflow.gateway.engine;

import org.jspecify.annotations.NullMarked;
