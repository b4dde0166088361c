package io.notifyflow.testing;

import io.notifyflow.NotifyFlow;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against a hub that people reach at {@link #ADDRESS} and sign in to with a provider. They share one context, the
 * second one besides that of {@link HubTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = {NotifyFlow.class, HubTestConfiguration.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "notifyflow.data-dir=target/test-provider-hub-${notifyflow.fork:fork1}",
            "notifyflow.routes.watch=false",
            "notifyflow.public-url=" + ProviderHubTest.ADDRESS + "/",
            "notifyflow.oidc.client-id=" + OidcServer.CLIENT,
            "notifyflow.oidc.client-secret=" + OidcServer.SECRET,
            "notifyflow.oidc.name=Example",
            "notifyflow.sandbox.enabled=true",
            "notifyflow.identity.providers.second.client-id=" + OidcServer.CLIENT,
            "notifyflow.identity.providers.second.client-secret=" + OidcServer.SECRET,
            "notifyflow.identity.providers.second.sign-out-hint=true",
            "notifyflow.identity.providers.second.algorithms=RS256,ES256",
            "notifyflow.identity.providers.strong.client-id=" + OidcServer.CLIENT,
            "notifyflow.identity.providers.strong.client-secret=" + OidcServer.SECRET,
            "notifyflow.identity.providers.strong.acr=gold,platinum",
            "notifyflow.identity.providers.strong.amr=mfa",
            "notifyflow.identity.providers.strong.max-age=10m",
            "notifyflow.identity.providers.github.client-id=" + GitHubStandIn.CLIENT,
            "notifyflow.identity.providers.github.client-secret=" + GitHubStandIn.SECRET,
            "notifyflow.identity.providers.microsoft.client-id=" + OidcServer.CLIENT,
            "notifyflow.identity.providers.microsoft.client-secret=" + OidcServer.SECRET,
            "notifyflow.identity.providers.broken.client-id=x",
            "notifyflow.users.provider=provider",
            "notifyflow.users.secrets=" + ProviderHubTest.USERS_SECRET + " " + ProviderHubTest.USERS_NEXT_SECRET,
        })
@ContextConfiguration(initializers = {TestDatabase.Initializer.class, ProviderHubTest.Initializer.class})
public @interface ProviderHubTest {

    /** Where a proxy with TLS would serve it. */
    String ADDRESS = "https://hub.example";

    String USERS_SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdXNlcnMnIHdlYmhvb2s=";
    String USERS_NEXT_SECRET = "whsec_dGhlIG5leHQgc2VjcmV0IG9mIHRoZSB3ZWJob29rcw==";

    /** The provider of all these tests. */
    OidcServer PROVIDER = OidcServer.start();

    /** Another one, which is also the provider {@code strong}, of whose sign-ins more is demanded. */
    OidcServer SECOND = OidcServer.start();

    GitHubStandIn GITHUB = GitHubStandIn.start();

    /** Tells the hub where the provider is. */
    final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "notifyflow.oidc.issuer=" + PROVIDER.issuer(),
                            "notifyflow.identity.providers.second.issuer=" + SECOND.issuer(),
                            "notifyflow.identity.providers.strong.issuer=" + SECOND.issuer(),
                            "notifyflow.identity.providers.microsoft.client-id=" + OidcServer.CLIENT,
                            "notifyflow.identity.providers.microsoft.client-secret=" + OidcServer.SECRET,
                            "notifyflow.identity.providers.broken.issuer=" + SECOND.issuer() + "/",
                            "notifyflow.identity.providers.microsoft.url=" + SECOND.issuer(),
                            "notifyflow.identity.providers.github.url=" + GITHUB.address(),
                            "notifyflow.identity.providers.github.api-url=" + GITHUB.address() + "/api")
                    .applyTo(context);
        }
    }
}
