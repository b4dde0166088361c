/** What operators' sources are made of that fetch events by themselves: from addresses, folders and brokers. */
@NullMarked
package io.notifyflow.source.template;

import org.jspecify.annotations.NullMarked;
