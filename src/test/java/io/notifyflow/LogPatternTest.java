package io.notifyflow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

/** The plain format of the log, as application.yaml has it. */
class LogPatternTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b[2K", "\u0000", "\u000b"})
    void aTextOfAStrangerBeginsNoLine(String control) throws IOException {
        String forged = "2026-01-01T00:00:00.000Z ERROR forged : line";

        String line = layout().doLayout(event("text" + control + forged, "value" + control + forged));

        assertThat(line).contains("text", "value", "forged").endsWith(System.lineSeparator());
        assertThat(line.strip().chars().filter(Character::isISOControl)).isEmpty();
        assertThat(line.strip()).doesNotContain("\u2028", "\u2029");
    }

    private static LoggingEvent event(String message, String value) {
        var context = new LoggerContext();
        var event = new LoggingEvent("test", context.getLogger("test"), Level.INFO, message, null, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("key", value)));
        return event;
    }

    private static PatternLayout layout() throws IOException {
        JsonNode settings = new YAMLMapper()
                .readTree(Path.of("src/main/resources/application.yaml").toFile());
        var layout = new PatternLayout();
        layout.setContext(new LoggerContext());
        layout.setPattern(settings.at("/logging/pattern/console").asText().replace("%wEx", "%ex"));
        layout.start();
        return layout;
    }
}
