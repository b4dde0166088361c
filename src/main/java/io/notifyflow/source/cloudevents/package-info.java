/** CloudEvents 1.0 over HTTP: which of its modes a request is in, and whether each event is one. */
@NullMarked
package io.notifyflow.source.cloudevents;

import org.jspecify.annotations.NullMarked;
