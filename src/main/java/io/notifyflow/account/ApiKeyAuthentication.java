package io.notifyflow.account;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller with an API key: before the check with the key alone, after it with the account. */
public final class ApiKeyAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable String key;
    private final transient @Nullable Account account;

    private ApiKeyAuthentication(@Nullable String key, @Nullable Account account) {
        super(List.of());
        this.key = key;
        this.account = account;
        setAuthenticated(account != null);
    }

    public static ApiKeyAuthentication unchecked(String key) {
        return new ApiKeyAuthentication(key, null);
    }

    static ApiKeyAuthentication of(Account account) {
        return new ApiKeyAuthentication(null, account);
    }

    @Override
    public @Nullable String getCredentials() {
        return key;
    }

    @Override
    public @Nullable Account getPrincipal() {
        return account;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
