package io.notifyflow.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneTimeCodesTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** The last six of the eight digits in RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void areThoseOfTheStandard(long time, String code) {
        assertThat(OneTimeCodes.code(SECRET, OneTimeCodes.step(Instant.ofEpochSecond(time))))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"-61, false", "-30, true", "0, true", "30, true", "61, false"})
    void aClockMayBeHalfAMinuteWrong(long late, boolean accepted) {
        Instant now = Instant.ofEpochSecond(1_000_000_020);
        String code = OneTimeCodes.code(SECRET, OneTimeCodes.step(now.plusSeconds(late)));

        assertThat(OneTimeCodes.match(SECRET, code, now).isPresent()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "28708", "2870820", "-28708", "２８７０８２", "abcdef", "287 082 "})
    void onlySixDigitsAreACode(String typed) {
        boolean accepted =
                OneTimeCodes.match(SECRET, typed, Instant.ofEpochSecond(59)).isPresent();

        assertThat(accepted).isEqualTo(typed.equals("287 082 "));
    }

    @Test
    void keysComeBackFromTheirText() {
        for (int i = 0; i < 1000; i++) {
            byte[] secret = OneTimeCodes.newSecret();
            assertThat(Base32.decode(Base32.encode(secret))).isEqualTo(secret);
        }
        assertThat(Base32.encode("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
        assertThatThrownBy(() -> Base32.decode("MZXW1")).isInstanceOf(IllegalArgumentException.class);
    }
}
