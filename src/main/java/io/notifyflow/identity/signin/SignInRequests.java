package io.notifyflow.identity.signin;

import io.notifyflow.identity.Invitations;
import io.notifyflow.identity.provider.OidcProvider;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** Sends people to the provider with state, nonce and PKCE, and keeps the link that led them here. */
final class SignInRequests implements OAuth2AuthorizationRequestResolver {

    static final String BASE = "/sign-in/with";
    static final String PATH = BASE + "/" + OidcProvider.ID;

    private final DefaultOAuth2AuthorizationRequestResolver requests;
    private final Invitations invitations;

    SignInRequests(ClientRegistrationRepository registrations, Invitations invitations) {
        this.invitations = invitations;
        this.requests = new DefaultOAuth2AuthorizationRequestResolver(registrations, BASE);
        this.requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    /** Null where there is nothing to resolve; also without the provider, and the page then says so. */
    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        if (!PATH.equals(request.getRequestURI())) {
            return null;
        }
        try {
            return withLink(request, requests.resolve(request));
        } catch (OidcProvider.Unavailable unavailable) {
            return null;
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        return withLink(request, requests.resolve(request, registration));
    }

    private @Nullable OAuth2AuthorizationRequest withLink(
            HttpServletRequest request, @Nullable OAuth2AuthorizationRequest asked) {
        String link = request.getParameter("link");
        if (asked == null || link == null || invitations.open(link).isEmpty()) {
            return asked;
        }
        return OAuth2AuthorizationRequest.from(asked)
                .attributes(attributes -> attributes.put(AuthorizationCookie.LINK, link))
                .build();
    }
}
