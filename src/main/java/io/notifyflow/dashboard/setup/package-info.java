/** The pages on which an account is set up: what it sends, where that goes, and with which keys. */
@NullMarked
package io.notifyflow.dashboard.setup;

import org.jspecify.annotations.NullMarked;
