package io.notifyflow.identity.provider;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.account.UnusableSetting;
import io.notifyflow.identity.SignInChoices;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The providers that people sign in with; none where they have passwords. */
@Component
public class Providers implements SignInChoices {

    /** The name of the one that {@code NOTIFYFLOW_OIDC_…} sets. */
    public static final String DEFAULT = "provider";

    /** Where providers send people back to: the default one here, the others below it by their names. */
    public static final String CALLBACK = "/sign-in/callback";

    private final Map<String, IdentityProvider> providers = new LinkedHashMap<>();

    Providers(OidcSettings single, IdentitySettings several, PublicAddress address, Clock clock) {
        if (single.present()) {
            add(single.options(), address, clock);
        }
        several.options().values().forEach(options -> {
            if (providers.containsKey(options.name())) {
                throw new UnusableSetting(
                        "NOTIFYFLOW_OIDC_ISSUER and " + options.setting("issuer") + " set the same provider twice.",
                        "Set the provider named " + options.name() + " in one of the two ways.");
            }
            add(options, address, clock);
        });
    }

    private void add(ProviderOptions options, PublicAddress address, Clock clock) {
        providers.put(
                options.name(),
                options.type() == ProviderType.GITHUB
                        ? new GitHubProvider(options, address)
                        : new OidcProvider(options, address, clock));
    }

    /** Whether there is one. */
    public boolean present() {
        return !providers.isEmpty();
    }

    public List<IdentityProvider> all() {
        return List.copyOf(providers.values());
    }

    public Optional<IdentityProvider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /** The provider of OpenID Connect whose tokens name this issuer. */
    public Optional<OidcProvider> byIssuer(String issuer) {
        return all().stream()
                .filter(OidcProvider.class::isInstance)
                .map(OidcProvider.class::cast)
                .filter(provider -> provider.mayIssueAs(issuer))
                .findFirst();
    }

    @Override
    public List<Choice> choices() {
        return all().stream()
                .map(provider -> new Choice(provider.name(), provider.label()))
                .toList();
    }
}
