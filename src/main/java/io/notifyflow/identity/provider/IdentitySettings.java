package io.notifyflow.identity.provider;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The providers that people sign in with, by the names that their addresses and identities have.
 *
 * @param providers by name; lower-case letters, digits and hyphens
 */
@ConfigurationProperties("notifyflow.identity")
public record IdentitySettings(@DefaultValue Map<String, ProviderSettings> providers) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public IdentitySettings {
        // A variable that is there and empty, as in many .env files, sets no provider.
        providers = providers.entrySet().stream()
                .filter(provider -> !provider.getValue().empty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        for (Map.Entry<String, ProviderSettings> provider : providers.entrySet()) {
            if (!NAME.matcher(provider.getKey()).matches()) {
                throw new IllegalArgumentException("notifyflow.identity.providers." + provider.getKey()
                        + ": a provider's name has lower-case letters, digits and hyphens, at most 40");
            }
            var unused = provider.getValue().options(provider.getKey(), prefix(provider.getKey()));
        }
    }

    private static String prefix(String name) {
        return "NOTIFYFLOW_IDENTITY_PROVIDERS_" + name.replace("-", "").toUpperCase(Locale.ROOT) + "_";
    }

    /** In the order of their names. */
    Map<String, ProviderOptions> options() {
        var all = new LinkedHashMap<String, ProviderOptions>();
        new TreeMap<>(providers).forEach((name, settings) -> all.put(name, settings.options(name, prefix(name))));
        return all;
    }
}
