package io.notifyflow.account;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Someone who was let in.
 *
 * @param scopes what they may do in the account
 * @param key    the API key that was shown; null for a person
 */
public record Access(Account account, Actor actor, Set<Scope> scopes, @Nullable ApiKey key) {

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
