package io.notifyflow.gateway;

import io.notifyflow.account.Account;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries the account, whose key was checked, from the gateway into a route. */
@Component("caller")
public class Caller {

    /**
     * @param account the engine's header, which no client can set
     * @throws IllegalStateException for a route whose path asks for no key
     */
    public Account account(@Nullable Account account) {
        if (account == null) {
            throw new IllegalStateException("This route has no account: only paths below /api/v1 ask for an API key");
        }
        return account;
    }
}
