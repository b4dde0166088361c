package io.notifyflow.account;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller with an API key: before the check with the key alone, after it with what it opens. */
public final class ApiKeyAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable String key;
    private final transient @Nullable Access access;

    private ApiKeyAuthentication(@Nullable String key, @Nullable Access access) {
        super(List.of());
        this.key = key;
        this.access = access;
        setAuthenticated(access != null);
    }

    public static ApiKeyAuthentication unchecked(String key) {
        return new ApiKeyAuthentication(key, null);
    }

    static ApiKeyAuthentication of(Access access) {
        return new ApiKeyAuthentication(null, access);
    }

    @Override
    public @Nullable String getCredentials() {
        return key;
    }

    @Override
    public @Nullable Access getPrincipal() {
        return access;
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
