package io.notifyflow.source.body;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.notifyflow.event.InvalidJson;
import io.notifyflow.event.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Parses JSON in UTF-8, where it is declared to be there and where it only may be. */
public final class BodyJson {

    private static final int DEPTH = 200;

    private static final ObjectMapper JSON = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private BodyJson() {}

    /**
     * Any JSON.
     *
     * @throws io.notifyflow.event.InvalidRequest (400) if it is none
     */
    static JsonNode declared(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (InvalidJson invalid) {
            throw BodyProblem.malformed(invalid.reason());
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            throw BodyProblem.malformed("The body is not well-formed JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object or an array; null for anything else, such as a log line that begins with a bracket. */
    public static @Nullable JsonNode container(byte[] text) {
        if (!mayBeContainer(text)) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(text);
            return tree.isContainerNode() ? tree : null;
        } catch (JsonProcessingException other) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the first character, behind a byte order mark and blanks, begins an object or an array. */
    static boolean mayBeContainer(byte[] text) {
        boolean mark = text.length > 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
        int at = mark ? 3 : 0;
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at < text.length && (text[at] == '{' || text[at] == '[');
    }
}
