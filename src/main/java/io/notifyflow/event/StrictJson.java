package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads every JSON body that comes from outside. Before a parser sees the bytes, they are checked in one pass for what
 * parsers let through or fail at: they must be UTF-8 (a byte order mark at the start is skipped), hold something, have
 * whole surrogate pairs in their escapes, and numbers that can be calculated with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class StrictJson extends JsonFactory {

    private static final long serialVersionUID = 1L;

    /** Characters of a number. */
    public static final int NUMBER_LENGTH = 400;

    /** Of a number that nobody looks at one by one; far more than a double has. */
    static final int EXPONENT = 300;

    /** With which a decimal can be made at all. */
    private static final int ANY_EXPONENT = 999_999_999;

    private final int exponent;

    private StrictJson(JsonFactoryBuilder settings, int exponent) {
        super(settings);
        this.exponent = exponent;
    }

    /** For the bodies of the API, whose readers tell which number is out of bounds; no member may stand there twice. */
    public static JsonFactory ofApi(int depth) {
        return factory(depth, true, ANY_EXPONENT);
    }

    /** For what other systems send, as they send it: of a member that stands there twice the last one counts. */
    public static JsonFactory ofSenders(int depth) {
        return factory(depth, false, EXPONENT);
    }

    private static JsonFactory factory(int depth, boolean uniqueNames, int exponent) {
        var settings = (JsonFactoryBuilder) JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(NUMBER_LENGTH)
                        .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, uniqueNames)
                // The position of an error is told without quoting what was sent.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        return new StrictJson(settings, exponent);
    }

    @Override
    public JsonParser createParser(byte[] text) throws IOException {
        return createParser(text, 0, text.length);
    }

    @Override
    public JsonParser createParser(byte[] text, int from, int length) throws IOException {
        new JsonText(text, from, length, exponent).check();
        return super.createParser(text, from, length);
    }

    @Override
    public JsonParser createParser(InputStream stream) throws IOException {
        return createParser(stream.readAllBytes());
    }
}
