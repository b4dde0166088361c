/** The Java client: generated from the API's document but for what the generator gets wrong; it uses nothing of the hub. */
@NullMarked
package io.notifyflow.client;

import org.jspecify.annotations.NullMarked;
