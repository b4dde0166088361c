package io.notifyflow.gateway;

import io.notifyflow.account.Account;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries the account, whose key was checked, from the gateway into a route. */
@Component("caller")
public class Caller {

    private static final String ACCOUNT = "account";

    static User of(Account account) {
        return User.create(new JsonObject(), new JsonObject().put(ACCOUNT, account));
    }

    /**
     * @param user the engine's header of that name, which no client can set
     * @throws IllegalStateException for a route whose path asks for no key
     */
    public Account account(@Nullable User user) {
        Object account = user == null ? null : user.attributes().getValue(ACCOUNT);
        if (account instanceof Account known) {
            return known;
        }
        throw new IllegalStateException("This route has no account: only paths below /api/v1 ask for an API key");
    }
}
