/** The command line beside the hub: it talks to a running hub over HTTP, and starts nothing of the hub itself. */
@NullMarked
package io.notifyflow.cli;

import org.jspecify.annotations.NullMarked;
