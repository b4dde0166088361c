package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DatabaseSettingsTest {

    @Test
    void settingsHaveTheDocumentedDefaults() {
        assertThat(bind(Map.of())).isEqualTo(new DatabaseSettings(Path.of("data")));
    }

    @Test
    void dataDirectoryCanBeChosen() {
        assertThat(bind(Map.of("notifyflow.data-dir", "/srv/hub")))
                .isEqualTo(new DatabaseSettings(Path.of("/srv/hub")));
    }

    private static DatabaseSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("notifyflow", DatabaseSettings.class);
    }
}
