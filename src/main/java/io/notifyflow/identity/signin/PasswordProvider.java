package io.notifyflow.identity.signin;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** The check of e-mail address and password, as Spring Security's form login asks for it. */
final class PasswordProvider implements AuthenticationProvider {

    private final Passwords passwords;

    PasswordProvider(Passwords passwords) {
        this.passwords = passwords;
    }

    /**
     * @throws BadCredentialsException for whatever is wrong; what it is, is not told
     */
    @Override
    public Authentication authenticate(Authentication presented) {
        SignInOrigin from = presented.getDetails() instanceof SignInOrigin origin ? origin : new SignInOrigin("", null);
        try {
            return passwords
                    .check(presented.getName(), String.valueOf(presented.getCredentials()), from)
                    .map(SignedIn::new)
                    .orElseThrow(() -> new BadCredentialsException("E-mail address or password is wrong"));
        } catch (Passwords.Busy busy) {
            throw new AuthenticationServiceException(busy.getMessage(), busy);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
