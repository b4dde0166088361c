package io.notifyflow.identity.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class IdentitySettingsTest {

    private static final String PREFIX = "NOTIFYFLOW_IDENTITY_PROVIDERS_";

    /** From environment variables, as they are set in a container. */
    private static IdentitySettings settings(String... variables) {
        var set = new HashMap<String, Object>();
        for (String variable : variables) {
            String[] parts = variable.split("=", 2);
            set.put(PREFIX + parts[0], parts[1]);
        }
        return new Binder(ConfigurationPropertySources.from(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, set)))
                .bindOrCreate("notifyflow.identity", IdentitySettings.class);
    }

    @Test
    void aKnownProviderNeedsNoMoreThanItsClient() {
        Map<String, ProviderOptions> all = settings(
                        "GOOGLE_CLIENTID=g",
                        "GOOGLE_CLIENTSECRET=s",
                        "GITHUB_CLIENTID=h",
                        "GITHUB_CLIENTSECRET=s",
                        "MICROSOFT_CLIENTID=m")
                .options();

        assertThat(all).containsOnlyKeys("github", "google", "microsoft");
        assertThat(all.get("google")).satisfies(google -> {
            assertThat(google.label()).isEqualTo("Google");
            assertThat(google.issuer()).isEqualTo("https://accounts.google.com");
            assertThat(google.audiences()).containsExactly("g");
        });
        assertThat(all.get("microsoft"))
                .extracting(ProviderOptions::issuer)
                .isEqualTo("https://login.microsoftonline.com/common/v2.0");
        assertThat(all.get("github")).satisfies(github -> {
            assertThat(github.url()).isEqualTo("https://github.com");
            assertThat(github.apiUrl()).isEqualTo("https://api.github.com");
            assertThat(github.scopes()).containsExactly("read:user", "user:email");
        });
    }

    @Test
    void aVariableWithoutAValueSetsNoProvider() {
        assertThat(settings("GITHUB_CLIENTID=", "GITHUB_CLIENTSECRET=").options())
                .isEmpty();
    }

    @Test
    void anyProviderHasAnIssuer() {
        ProviderOptions team = Objects.requireNonNull(settings(
                        "TEAM_ISSUER=https://login.example.com/realms/team",
                        "TEAM_CLIENTID=hub",
                        "TEAM_LABEL=The team",
                        "TEAM_ALGORITHMS=ES256,EdDSA",
                        "TEAM_ACR=gold",
                        "TEAM_MAXAGE=10m")
                .options()
                .get("team"));

        assertThat(team.label()).isEqualTo("The team");
        assertThat(SignatureAlgorithms.names(team.algorithms())).isEqualTo("ES256, EdDSA");
        assertThat(team.setting("max-age")).isEqualTo(PREFIX + "TEAM_MAXAGE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TEAM_CLIENTID=hub                                                    | TEAM_ISSUER is missing",
                "TEAM_ISSUER=https://a.example                                        | TEAM_CLIENTID is missing",
                "TEAM_ISSUER=http://a.example TEAM_CLIENTID=hub                       | TEAM_ISSUER must be",
                "TEAM_ISSUER=https://u:p@a.example TEAM_CLIENTID=hub                  | TEAM_ISSUER must be",
                "TEAM_ISSUER=https://a.example TEAM_CLIENTID=h TEAM_ALGORITHMS=HS256  | TEAM_ALGORITHMS is HS256",
                "TEAM_ISSUER=https://a.example TEAM_CLIENTID=h TEAM_ALGORITHMS=none   | TEAM_ALGORITHMS is none",
                "TEAM_ISSUER=https://a.example TEAM_CLIENTID=h TEAM_SCOPES=email      | TEAM_SCOPES must have openid",
                "GITHUB_CLIENTID=h                                                    | GITHUB_CLIENTSECRET is missing",
                "GITHUB_CLIENTID=h GITHUB_CLIENTSECRET=s GITHUB_ACR=gold              | GITHUB_ACR",
            })
    void refusesWhatCannotBeUsedAndNamesTheSetting(String variables, String message) {
        assertThatThrownBy(() -> settings(variables.strip().split(" +")))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(PREFIX + message.strip());
    }
}
