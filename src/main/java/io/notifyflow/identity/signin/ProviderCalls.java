package io.notifyflow.identity.signin;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import io.notifyflow.identity.provider.IdTokenCheck;
import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.identity.provider.ProviderUnavailable;
import io.notifyflow.identity.provider.Providers;
import java.util.List;
import java.util.Map;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** What the hub asks the provider while somebody signs in; none of it takes longer than a person would wait. */
final class ProviderCalls {

    private static final int TIMEOUT_MILLIS = 5000;

    /** An access token is no ID token, whatever its claims are. */
    private static final JOSEObjectTypeVerifier<SecurityContext> ID_TOKEN_TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null);

    private ProviderCalls() {}

    static OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        var answers = new OAuth2AccessTokenResponseHttpMessageConverter();
        answers.setAccessTokenResponseConverter(ProviderCalls::answer);
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(timely())
                .messageConverters(converters -> {
                    converters.clear();
                    converters.addAll(List.of(new FormHttpMessageConverter(), answers));
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }

    /** GitHub answers errors with 200. */
    private static OAuth2AccessTokenResponse answer(Map<String, Object> members) {
        if (members.get("error") instanceof String error && !members.containsKey("access_token")) {
            throw new OAuth2AuthorizationException(new OAuth2Error(error));
        }
        return new DefaultMapOAuth2AccessTokenResponseConverter().convert(members);
    }

    static OidcUserService users() {
        var users = new OidcUserService();
        users.setOauth2UserService(userInfo());
        return users;
    }

    static GitHubUsers gitHubUsers(Providers providers) {
        return new GitHubUsers(userInfo(), new RestTemplate(timely()), providers);
    }

    private static DefaultOAuth2UserService userInfo() {
        var template = new RestTemplate(timely());
        template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        var service = new DefaultOAuth2UserService();
        service.setRestOperations(template);
        return service;
    }

    private static SimpleClientHttpRequestFactory timely() {
        var factory = new SimpleClientHttpRequestFactory();
        factory.setConnectTimeout(TIMEOUT_MILLIS);
        factory.setReadTimeout(TIMEOUT_MILLIS);
        return factory;
    }

    /** Checks ID tokens: signature, type and claims; Spring Security compares the nonce. */
    static JwtDecoder idTokens(OidcProvider provider) {
        return token -> {
            NimbusJwtDecoder decoder = decoder(provider);
            decoder.setJwtValidator(new IdTokenCheck(provider));
            decoder.setClaimSetConverter(
                    new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
            return decoder.decode(token);
        };
    }

    private static NimbusJwtDecoder decoder(OidcProvider provider) {
        try {
            return provider.decoder(ID_TOKEN_TYPES);
        } catch (ProviderUnavailable unavailable) {
            throw new JwtException("key: the provider's keys cannot be read. " + unavailable.getMessage(), unavailable);
        }
    }
}
