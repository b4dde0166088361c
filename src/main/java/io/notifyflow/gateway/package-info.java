/** The public port: Camel's Vert.x engine for machines, and a proxy to the pages behind it. */
@NullMarked
package io.notifyflow.gateway;

import org.jspecify.annotations.NullMarked;
