package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.delivery.discord.DiscordFormErrors.FormError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordCorrectionTest {

    private static final String MESSAGE =
            "{\"embeds\":[{\"title\":\"t\",\"description\":\"d\",\"url\":\"u\",\"fields\":[{\"name\":\"0\"},{\"name\":\"1\"},{\"name\":\"2\"}]},"
                    + "{\"title\":\"t\",\"image\":{\"url\":\"u\"}}],\"username\":\"n\",\"allowed_mentions\":{}}";

    private final ObjectMapper json = new ObjectMapper();
    private final DiscordCorrection correction = new DiscordCorrection(
            json, new DiscordAnswers(json, new DiscordSettings(null, null, 45, 45, 9000, 1000, Duration.ofMinutes(1))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "embeds.0.url                                          | \"url\":\"u\",",
                "embeds.1.image.url                                    | ,\"image\":{\"url\":\"u\"}",
                "embeds.0.description                                  | \"description\":\"d\",",
                "embeds.0.fields.1.value                               | {\"name\":\"1\"},",
                "embeds.0.fields.1.value embeds.0.fields.1.name        | {\"name\":\"1\"},",
                "embeds.0.fields.0.name embeds.0.fields.1.name         | {\"name\":\"0\"},{\"name\":\"1\"},",
                "embeds.0.fields                                       | ,\"fields\":[{\"name\":\"0\"},{\"name\":\"1\"},{\"name\":\"2\"}]",
                "username                                              | \"username\":\"n\",",
            })
    void leavesOutWhatIsNamed(String paths, String leftOut) {
        assertThat(correction.without(MESSAGE, errors(paths))).isEqualTo(MESSAGE.replace(leftOut, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "embeds",
        "embeds.0",
        "embeds.7.url",
        "embeds.0.color",
        "allowed_mentions.parse",
        "content",
        "unknown",
        "embeds.1.title",
        "embeds.0.title embeds.0.description",
        "embeds.0.fields.9.name",
        "embeds.x.url",
        "embeds.0.url content"
    })
    void sendsNothingElseInItsPlace(String paths) {
        assertThat(correction.without(MESSAGE, errors(paths))).isNull();
    }

    private static List<FormError> errors(String paths) {
        return Arrays.stream(paths.split(" "))
                .map(path -> new FormError(List.of(path.split("\\.")), "no"))
                .toList();
    }
}
