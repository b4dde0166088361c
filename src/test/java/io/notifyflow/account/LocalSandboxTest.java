package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class LocalSandboxTest {

    private static final String ENABLED = "notifyflow.sandbox.enabled";

    @Test
    void isOpenInAHubWithNothingSet() {
        LocalSandbox sandbox = sandbox(Map.of());

        assertThat(sandbox.available()).isTrue();
        assertThat(sandbox.open()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "notifyflow.public-url, https://hub.example.com",
        "notifyflow.discord.bot-token, token",
        "notifyflow.discord.api-base, https://discord.example/api/v10",
        "notifyflow.bootstrap.discord-webhook-url, https://discord.com/api/webhooks/1/t",
        "notifyflow.bootstrap.discord-user-id, 1",
    })
    void isOffWhereOthersMayComeAndNeedsAnOperatorWhereItIsSwitchedOn(String name, String value) {
        assertThat(sandbox(Map.of(name, value)).available()).isFalse();

        LocalSandbox enabled = sandbox(Map.of(name, value, ENABLED, "true"));
        assertThat(enabled.available()).isTrue();
        assertThat(enabled.open()).isFalse();
        assertThat(sandbox(Map.of(name, value, ENABLED, "")).available()).isFalse();
    }

    @Test
    void whatStandsInDiscordsPlaceTakesItsMessages() {
        assertThat(sandbox(Map.of("notifyflow.discord.api-base", "http://127.0.0.1:1/api"))
                        .takesMessages())
                .isTrue();
        assertThat(sandbox(Map.of("notifyflow.public-url", "https://hub.example.com"))
                        .takesMessages())
                .isFalse();
    }

    @Test
    void isOffBySetting() {
        assertThat(sandbox(Map.of(ENABLED, "false")).available()).isFalse();
        assertThat(sandbox(Map.of(ENABLED, "FALSE")).open()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "0", "on", "true,false"})
    void refusesWhatIsNeitherTrueNorFalse(String value) {
        assertThatThrownBy(() -> sandbox(Map.of(ENABLED, value)))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageContaining("NOTIFYFLOW_SANDBOX_ENABLED");
    }

    @Test
    void knowsItsOwnPassAndNoOther() {
        LocalSandbox sandbox = sandbox(Map.of());

        assertThat(sandbox.isPass(sandbox.pass())).isTrue();
        assertThat(sandbox.isPass(sandbox(Map.of()).pass())).isFalse();
        assertThat(sandbox.isPass("")).isFalse();
    }

    private static LocalSandbox sandbox(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return new LocalSandbox(environment);
    }
}
