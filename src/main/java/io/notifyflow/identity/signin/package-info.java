/** Pages and sessions: how people sign in, with a provider or with a password, and out again. */
@NullMarked
package io.notifyflow.identity.signin;

import org.jspecify.annotations.NullMarked;
