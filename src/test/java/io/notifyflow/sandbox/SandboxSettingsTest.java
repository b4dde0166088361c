package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SandboxSettingsTest {

    @Test
    void settingsHaveTheDocumentedDefaults() {
        SandboxSettings bound = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("notifyflow.sandbox", SandboxSettings.class);

        assertThat(bound)
                .isEqualTo(new SandboxSettings(1000, DataSize.ofMegabytes(16), 0, Duration.ofSeconds(2), 0, 0));
        assertThat(SandboxSettings.defaults()).isEqualTo(bound);
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> SandboxSettings.defaults().withKeep(0)).hasMessageContaining("sandbox.keep");
        assertThatThrownBy(() -> SandboxSettings.defaults().withKeepSize(DataSize.ofKilobytes(1)))
                .hasMessageContaining("sandbox.keep-size");
        assertThatThrownBy(() -> SandboxSettings.defaults().withRateLimit(-1, Duration.ofSeconds(1)))
                .hasMessageContaining("rate-limit");
        assertThatThrownBy(() -> SandboxSettings.defaults().withRateLimit(1, Duration.ZERO))
                .hasMessageContaining("rate-limit-window");
        assertThatThrownBy(() -> SandboxSettings.defaults().withGlobalLimit(-1)).hasMessageContaining("global-limit");
        assertThatThrownBy(() -> SandboxSettings.defaults().withAddressLimit(-1))
                .hasMessageContaining("address-limit");
    }
}
