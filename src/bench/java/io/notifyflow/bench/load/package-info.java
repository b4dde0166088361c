/** What sends load, what receives messages, and the baseline that all is compared with. */
@NullMarked
package io.notifyflow.bench.load;

import org.jspecify.annotations.NullMarked;
