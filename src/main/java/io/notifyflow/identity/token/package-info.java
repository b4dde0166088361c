/** The provider's tokens on the management API. */
@NullMarked
package io.notifyflow.identity.token;

import org.jspecify.annotations.NullMarked;
