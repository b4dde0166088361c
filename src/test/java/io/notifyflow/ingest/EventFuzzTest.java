package io.notifyflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventFuzzTest {

    private static final ObjectMapper MAPPER = new EventMapperConfiguration().eventMapper();

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<String> token = Arbitraries.oneOf(
                Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"category\"",
                        "\"fields\"",
                        "\"title\"",
                        "\"timestamp\"",
                        "\"sale\"",
                        "\"\\ud800\"",
                        "\"\\u0000\"",
                        "null",
                        "true",
                        "1e400",
                        "-0",
                        "1E-999",
                        "00",
                        "NaN",
                        "\"2026-05-01T12:00:00Z\"",
                        "\"+999999999-01-01T00:00Z\"",
                        "\uFEFF",
                        "//",
                        "{\"category\":\"sale\""),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.strings().all().ofMaxLength(10));
        return Arbitraries.oneOf(
                token.list().ofMaxSize(20).map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100));
    }

    @Property
    void aBodyIsReadOrRefusedAsNoJson(@ForAll("bodies") byte[] body) throws IOException {
        try {
            EventRequest read = MAPPER.readValue(body, EventRequest.class);
            if (read != null) {
                byte[] written = MAPPER.writeValueAsBytes(read.fields() == null ? "" : read.fields());
                assertThat(MAPPER.readTree(written)).isNotNull();
            }
        } catch (JsonProcessingException | java.io.CharConversionException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Property
    void anIdempotencyKeyIsPrintableOrRefused(@ForAll String header) {
        try {
            assertThat(Submissions.unquote(header)).matches("[!-~]{1,255}");
        } catch (InvalidRequest refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
        }
    }
}
