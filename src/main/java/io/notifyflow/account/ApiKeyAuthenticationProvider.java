package io.notifyflow.account;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** The one check of an API key, for the routes on the public port and for Spring Security's filters alike. */
@Component
public class ApiKeyAuthenticationProvider implements AuthenticationProvider {

    private final Accounts accounts;

    ApiKeyAuthenticationProvider(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * @throws BadCredentialsException for a key that is unknown, revoked or expired; which of them is not told
     */
    @Override
    public Authentication authenticate(Authentication presented) {
        String key = ((ApiKeyAuthentication) presented).getCredentials();
        if (key == null) {
            throw new BadCredentialsException("No API key");
        }
        return accounts.byKey(key)
                .map(ApiKeyAuthentication::of)
                .orElseThrow(() -> new BadCredentialsException("The API key is unknown, revoked or expired"));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return ApiKeyAuthentication.class.isAssignableFrom(authentication);
    }
}
