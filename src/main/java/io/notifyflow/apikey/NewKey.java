package io.notifyflow.apikey;

import io.notifyflow.account.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that shall be made.
 *
 * @param expiresAt null for never
 * @param signed    whether its requests must be signed
 */
record NewKey(String name, Set<Scope> scopes, @Nullable Instant expiresAt, boolean signed) {}
