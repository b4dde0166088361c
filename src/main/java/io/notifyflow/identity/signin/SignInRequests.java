package io.notifyflow.identity.signin;

import io.notifyflow.identity.Invitations;
import io.notifyflow.identity.provider.IdentityProvider;
import io.notifyflow.identity.provider.ProviderOptions;
import io.notifyflow.identity.provider.ProviderUnavailable;
import io.notifyflow.identity.provider.Providers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.stereotype.Component;

/** Sends people to a provider with state, nonce, PKCE and what the settings demand, and keeps why they go there. */
@Component
class SignInRequests implements OAuth2AuthorizationRequestResolver {

    static final String BASE = "/sign-in/with";

    private static final Logger log = LoggerFactory.getLogger(SignInRequests.class);

    private final DefaultOAuth2AuthorizationRequestResolver requests;
    private final Providers providers;
    private final Invitations invitations;

    SignInRequests(ClientRegistrationRepository registrations, Providers providers, Invitations invitations) {
        this.providers = providers;
        this.invitations = invitations;
        this.requests = new DefaultOAuth2AuthorizationRequestResolver(registrations, BASE);
        this.requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    /** Null where there is nothing to resolve; also without the provider, and the page then says so. */
    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        String path = request.getRequestURI();
        Optional<IdentityProvider> provider =
                path.startsWith(BASE + "/") ? providers.find(path.substring(BASE.length() + 1)) : Optional.empty();
        if (provider.isEmpty()) {
            return null;
        }
        try {
            return demanding(request, provider.get(), requests.resolve(request));
        } catch (ProviderUnavailable unavailable) {
            log.warn("Nobody can sign in with {}: {}", provider.get().name(), unavailable.getMessage());
            return null;
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        return providers
                .find(registration)
                .map(provider -> demanding(request, provider, requests.resolve(request, registration)))
                .orElse(null);
    }

    private @Nullable OAuth2AuthorizationRequest demanding(
            HttpServletRequest request, IdentityProvider provider, @Nullable OAuth2AuthorizationRequest asked) {
        if (asked == null) {
            return null;
        }
        ProviderOptions options = provider.options();
        return OAuth2AuthorizationRequest.from(asked)
                .additionalParameters(parameters -> demand(options, parameters))
                .attributes(attributes -> {
                    attributes.put(AuthorizationCookie.PURPOSE, purpose(request));
                    if (options.issuer() != null) {
                        attributes.put(AuthorizationCookie.ISSUER, options.issuer());
                    }
                })
                .build();
    }

    private static void demand(ProviderOptions options, Map<String, Object> parameters) {
        if (!options.acr().isEmpty()) {
            parameters.put("acr_values", String.join(" ", options.acr()));
        }
        if (options.maxAge() != null) {
            parameters.put("max_age", Long.toString(options.maxAge().toSeconds()));
        }
    }

    /** Neither is carried out before the person has agreed to it in a form of this hub's. */
    private SignInPurpose purpose(HttpServletRequest request) {
        String link = request.getParameter("link");
        if (link != null && invitations.open(link).isPresent()) {
            return new SignInPurpose(link, null);
        }
        return request.getParameter("identity") != null
                        && SecurityContextHolder.getContext().getAuthentication() instanceof SignedIn signedIn
                ? new SignInPurpose(null, signedIn.person().id())
                : SignInPurpose.SIGN_IN;
    }
}
