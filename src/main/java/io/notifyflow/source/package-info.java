/** Foreign webhooks that become events: their addresses, their signatures, and what a route made of them. */
@NullMarked
package io.notifyflow.source;

import org.jspecify.annotations.NullMarked;
