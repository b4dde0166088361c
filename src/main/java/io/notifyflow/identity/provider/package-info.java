/** The provider of OpenID Connect: where it is, what it offers, which keys it signs with. */
@NullMarked
package io.notifyflow.identity.provider;

import org.jspecify.annotations.NullMarked;
