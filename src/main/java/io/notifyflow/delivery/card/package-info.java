/** What a message says of an event, before it takes a service's shape. */
@NullMarked
package io.notifyflow.delivery.card;

import org.jspecify.annotations.NullMarked;
