package io.notifyflow.identity.provider;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One provider that people sign in with, as it is set; {@link ProviderOptions} explains the members.
 *
 * @param type   the provider's name where it is one of the types, else {@code oidc}
 * @param tenant of Microsoft: an id, a domain, {@code organizations}, {@code consumers} or {@code common}
 */
public record ProviderSettings(
        @Nullable ProviderType type,
        @Nullable String label,
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @DefaultValue List<String> scopes,
        @DefaultValue List<String> audiences,
        @DefaultValue List<String> algorithms,
        @DefaultValue List<String> acr,
        @DefaultValue List<String> amr,
        @Nullable Duration maxAge,
        @DefaultValue("false") boolean signOutHint,
        @DefaultValue("common") String tenant,
        @Nullable String url,
        @Nullable String apiUrl) {

    private static final List<String> OIDC_SCOPES = List.of("openid", "email", "profile");
    private static final List<String> GITHUB_SCOPES = List.of("read:user", "user:email");

    /**
     * @throws IllegalArgumentException for what cannot be used, with the name of the setting
     */
    ProviderOptions options(String name, String prefix) {
        ProviderType known = type == null ? ProviderType.named(name) : type;
        String place = place(known, prefix);
        String client = text(clientId);
        if (client == null) {
            throw new IllegalArgumentException(
                    prefix + "CLIENTID is missing; set it to the client id that the provider gave this hub");
        }
        List<String> asked = scopes.isEmpty() ? known == ProviderType.GITHUB ? GITHUB_SCOPES : OIDC_SCOPES : scopes;
        if (known != ProviderType.GITHUB && !asked.contains("openid")) {
            throw new IllegalArgumentException(prefix + "SCOPES must have openid among them");
        }
        if (known == ProviderType.GITHUB) {
            requireGitHubs(prefix);
        }
        return new ProviderOptions(
                name,
                prefix,
                known,
                Objects.requireNonNullElseGet(text(label), () -> known.label(name)),
                issuer(known, place, prefix),
                client,
                text(clientSecret),
                List.copyOf(asked),
                audiences.isEmpty() ? List.of(client) : List.copyOf(audiences),
                algorithms(prefix),
                List.copyOf(acr),
                List.copyOf(amr),
                maxAge,
                signOutHint,
                place,
                apiPlace(place));
    }

    boolean empty() {
        return text(issuer) == null && text(clientId) == null && text(clientSecret) == null;
    }

    private String place(ProviderType known, String prefix) {
        String configured = text(url);
        String place = configured != null
                ? configured.replaceAll("/+$", "")
                : known == ProviderType.GITHUB ? "https://github.com" : "https://login.microsoftonline.com";
        IssuerAddress.require(prefix + "URL", place);
        return place;
    }

    /** GitHub Enterprise Server has its API below its own address. */
    private String apiPlace(String place) {
        String configured = text(apiUrl);
        return configured != null
                ? configured.replaceAll("/+$", "")
                : place.equals("https://github.com") ? "https://api.github.com" : place + "/api/v3";
    }

    private @Nullable String issuer(ProviderType known, String place, String prefix) {
        String given = text(issuer);
        String found =
                switch (known) {
                    case OIDC -> given;
                    case GOOGLE -> given == null ? "https://accounts.google.com" : given;
                    case MICROSOFT -> given == null ? place + "/" + tenant + "/v2.0" : given;
                    case GITHUB -> null;
                };
        if (found != null) {
            IssuerAddress.require(prefix + "ISSUER", found);
        } else if (known == ProviderType.OIDC) {
            throw new IllegalArgumentException(
                    prefix
                            + "ISSUER is missing; set it to the provider's issuer, such as https://login.example.com/realms/team");
        }
        return found;
    }

    private Set<JWSAlgorithm> algorithms(String prefix) {
        Set<JWSAlgorithm> wanted = algorithms.stream()
                .map(text -> JWSAlgorithm.parse(text.strip()))
                .collect(Collectors.toUnmodifiableSet());
        if (!SignatureAlgorithms.ALLOWED.containsAll(wanted)) {
            throw new IllegalArgumentException(prefix + "ALGORITHMS is " + String.join(",", algorithms)
                    + "; each must be one of " + SignatureAlgorithms.names(SignatureAlgorithms.ALLOWED));
        }
        return wanted.isEmpty() ? SignatureAlgorithms.ALLOWED : wanted;
    }

    private void requireGitHubs(String prefix) {
        if (text(clientSecret) == null) {
            throw new IllegalArgumentException(
                    prefix + "CLIENTSECRET is missing; set it to a client secret of the OAuth app at GitHub");
        }
        if (!acr.isEmpty() || !amr.isEmpty() || maxAge != null) {
            throw new IllegalArgumentException(prefix + "ACR, " + prefix + "AMR and " + prefix
                    + "MAXAGE cannot be used: GitHub does not say how somebody signed in. Leave them out");
        }
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    @Override
    public String toString() {
        return "ProviderSettings[" + type + ", " + issuer + ", " + clientId + "]";
    }
}
