/** The clients that are generated from the API's document, used as an application uses them. */
@NullMarked
package io.notifyflow.client;

import org.jspecify.annotations.NullMarked;
