/** The providers that people sign in with: where they are, what they offer, which keys they sign with. */
@NullMarked
package io.notifyflow.identity.provider;

import org.jspecify.annotations.NullMarked;
