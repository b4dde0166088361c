package io.notifyflow.source.template;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.event.JsonNumbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the items of a file one after the other: an object, a list of them, or one a line. */
final class DropFileItems implements AutoCloseable {

    private static final char MARK = '\uFEFF';
    private static final ObjectReader ITEMS =
            FetchedEvents.JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonParser parser;
    private final boolean list;
    private @Nullable JsonToken token;

    DropFileItems(Path file) throws IOException {
        parser = FetchedEvents.JSON.createParser(text(file));
        parser.enable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
        advance();
        list = token == JsonToken.START_ARRAY;
        if (list) {
            advance();
        }
    }

    /** A file may be too large to be held, so that it is decoded and checked as it is read. */
    private static Reader text(Path file) throws IOException {
        var reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()));
        reader.mark(1);
        try {
            if (reader.read() != MARK) {
                reader.reset();
            }
        } catch (CharacterCodingException malformed) {
            reader.close();
            throw new Unreadable("It is not valid UTF-8");
        }
        return reader;
    }

    private void advance() throws IOException {
        try {
            token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                requirePairs(parser.getText());
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                requireBound(parser.getText());
            }
        } catch (CharacterCodingException malformed) {
            throw new Unreadable("It is not valid UTF-8 in or after line "
                    + parser.currentTokenLocation().getLineNr());
        } catch (JsonProcessingException malformed) {
            throw new Unreadable("It is not well-formed JSON in line "
                    + malformed.getLocation().getLineNr() + ", column "
                    + malformed.getLocation().getColumnNr());
        }
    }

    private void requirePairs(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Unreadable("It has half of a surrogate pair in line "
                    + parser.currentTokenLocation().getLineNr());
        }
    }

    private void requireBound(String number) {
        String fault = JsonNumbers.fault(number);
        if (fault != null) {
            throw new Unreadable(
                    "It " + fault + " in line " + parser.currentTokenLocation().getLineNr());
        }
    }

    private boolean ended() throws IOException {
        if (list && token == JsonToken.END_ARRAY) {
            advance();
            if (token != null) {
                throw new Unreadable("Something follows the list in line "
                        + parser.currentTokenLocation().getLineNr());
            }
        }
        return token == null;
    }

    /** Checks the next item and goes on behind it; false if there is none. */
    boolean skip() throws IOException {
        if (ended()) {
            return false;
        }
        int depth = 0;
        do {
            depth += token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY ? 1 : 0;
            depth -= token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY ? 1 : 0;
            advance();
        } while (depth > 0 && token != null);
        return true;
    }

    /** The next item; null if there is none. */
    @Nullable
    JsonNode next() throws IOException {
        if (ended()) {
            return null;
        }
        JsonNode item = ITEMS.readTree(parser);
        advance();
        return item;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
