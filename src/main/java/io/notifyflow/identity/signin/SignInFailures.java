package io.notifyflow.identity.signin;

import io.notifyflow.identity.provider.IdentityProvider;
import io.notifyflow.identity.provider.LogText;
import io.notifyflow.identity.provider.ProviderOptions;
import io.notifyflow.identity.provider.Providers;
import io.notifyflow.identity.provider.SignInStrength;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientResponseException;

/** Says in the log why a sign-in with a provider has failed and which setting to look at; the person is told neither. */
@Component
class SignInFailures implements AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(SignInFailures.class);

    private final Providers providers;

    SignInFailures(Providers providers) {
        this.providers = providers;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        Optional<IdentityProvider> provider = Optional.ofNullable(request.getAttribute(AuthorizationCookie.PROVIDER))
                .flatMap(name -> providers.find(name.toString()));
        OAuth2Error error = error(failure);
        log.warn(
                "A sign-in with {} fails: {}",
                provider.map(IdentityProvider::name).orElse("a provider"),
                provider.map(known -> reason(error, failure, known))
                        .orElse(
                                "the browser brought no sign-in that it began here in the last 10 minutes, or the answer"
                                        + " was not for it. People must use the address in NOTIFYFLOW_PUBLICURL"));
        response.sendRedirect(
                "/sign-in?failed" + (error.getErrorCode().equals(SignInStrength.TOO_WEAK) ? "&weak" : ""));
    }

    /** The innermost error is the most exact one. */
    private static OAuth2Error error(AuthenticationException failure) {
        OAuth2Error error = new OAuth2Error("server_error");
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof OAuth2AuthenticationException known) {
                error = known.getError();
            } else if (cause instanceof OAuth2AuthorizationException known) {
                error = known.getError();
            } else if (cause instanceof JwtValidationException known) {
                error = known.getErrors().iterator().next();
            }
        }
        return error;
    }

    private static String reason(OAuth2Error error, AuthenticationException failure, IdentityProvider provider) {
        ProviderOptions options = provider.options();
        String redirect =
                "the redirect URI; register " + provider.registration().getRedirectUri()
                        + " at the provider, exactly so, or correct NOTIFYFLOW_PUBLICURL";
        return switch (error.getErrorCode()) {
            case "invalid_client", "unauthorized_client", "incorrect_client_credentials" ->
                "client secret: the provider does not know this client (" + error.getErrorCode() + "). Check "
                        + options.setting("client-id") + " and " + options.setting("client-secret");
            case "redirect_uri_mismatch", "invalid_redirect_uri" -> "redirect URI: the provider refuses " + redirect;
            case "invalid_grant", "bad_verification_code" ->
                "code: the provider takes it for used, too old, another client's or issued for another redirect URI ("
                        + error.getErrorCode() + "). If this happens each time, check " + redirect;
            case "invalid_scope" ->
                "scope: the provider refuses " + String.join(" ", options.scopes()) + ". Check "
                        + options.setting("scopes");
            case "access_denied" -> "the person or the provider has refused it (access_denied)";
            case "invalid_nonce" -> "nonce: the ID token answers another sign-in";
            case "invalid_user_info_response" ->
                "user info: the provider does not answer as it should. Check " + options.setting("scopes");
            case "invalid_token_response" ->
                "token endpoint: the provider does not answer, or not as it should (" + answer(failure) + ")";
            case "invalid_id_token", SignInStrength.TOO_WEAK -> described(error, failure);
            default -> "the provider answers " + LogText.of(error.getErrorCode());
        };
    }

    /** Our own checks say what to do; a failure of the signature or its key is in the chain of causes. */
    private static String described(OAuth2Error error, AuthenticationException failure) {
        String text = error.getDescription() == null ? root(failure) : error.getDescription();
        return text.replaceFirst("^An error occurred while attempting to decode the Jwt: ", "")
                .replaceAll("[\\p{Cntrl}]", " ");
    }

    /** Without what the provider answered, which may hold tokens. */
    private static String answer(Throwable failure) {
        String found = failure.getClass().getSimpleName();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            found = switch (cause) {
                case RestClientResponseException answered ->
                    "HTTP " + answered.getStatusCode().value();
                case IOException broken -> LogText.of(broken.getMessage());
                default -> found;
            };
        }
        return found;
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
