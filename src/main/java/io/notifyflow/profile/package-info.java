/** An account as it sees itself over HTTP: its name, its plan and what that allows. */
@NullMarked
package io.notifyflow.profile;

import org.jspecify.annotations.NullMarked;
