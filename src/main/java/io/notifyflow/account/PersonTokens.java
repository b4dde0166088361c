package io.notifyflow.account;

import org.springframework.security.core.AuthenticationException;

/** Tokens with which the provider of sign-in vouches for people. */
public interface PersonTokens {

    /** Whether this may be such a token; decided from its form alone, without waiting. */
    boolean fits(String token);

    /**
     * Waits for the database, and at times for the provider.
     *
     * @throws AuthenticationException for a token that opens nothing
     */
    Access open(String token);
}
