/** API keys of an account: made, replaced with an overlap, revoked. */
@NullMarked
package io.notifyflow.apikey;

import org.jspecify.annotations.NullMarked;
