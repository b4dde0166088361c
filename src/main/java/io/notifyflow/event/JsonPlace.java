package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;

/**
 * A place in a JSON text, found only where something is wrong.
 *
 * @param line   from 1
 * @param column from 1, in characters
 * @param member such as {@code fields.amount} or {@code [2].title}; empty where it is not in one
 */
record JsonPlace(int line, int column, String member) {

    private static final int SHOWN = 100;
    private static final JsonFactory LENIENT = new JsonFactory();

    /**
     * @param at the offset that is looked for
     */
    static JsonPlace of(byte[] text, int start, int at, int end) {
        int line = 1;
        int column = 1;
        for (int i = start; i < Math.min(at, end); i++) {
            if (text[i] == '\n') {
                line++;
                column = 1;
            } else if ((text[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return new JsonPlace(line, column, member(text, start, at - start, end));
    }

    private static String member(byte[] text, int start, int offset, int end) {
        String member = "";
        // Twice, since a path costs more than a token, and only the last one is wanted.
        int tokens = tokens(text, start, offset, end);
        try (JsonParser parser = LENIENT.createParser(text, start, end - start)) {
            for (int i = 0; i < tokens; i++) {
                parser.nextToken();
            }
            member = path(parser.getParsingContext());
        } catch (IOException | RuntimeException malformed) {
            // The place has no member that can be named.
        }
        return member.codePointCount(0, member.length()) <= SHOWN && FieldRules.plain(member) ? member : "";
    }

    /** How many tokens begin up to the offset, as far as they can be read. */
    private static int tokens(byte[] text, int start, int offset, int end) {
        int tokens = 0;
        try (JsonParser parser = LENIENT.createParser(text, start, end - start)) {
            while (parser.nextToken() != null && parser.currentTokenLocation().getByteOffset() <= offset) {
                tokens++;
            }
        } catch (IOException | RuntimeException malformed) {
            // The member is then the last one that could be read.
        }
        return tokens;
    }

    private static String path(JsonStreamContext context) {
        JsonStreamContext parent = context.getParent();
        if (parent == null) {
            return "";
        }
        String before = path(parent);
        if (context.inArray()) {
            return before + "[" + context.getCurrentIndex() + "]";
        }
        String name = context.getCurrentName();
        return name == null ? before : before.isEmpty() ? name : before + "." + name;
    }

    InvalidJson wrong(String fault) {
        String where = " at line " + line + ", column " + column;
        return new InvalidJson("The body " + fault + where + (member.isEmpty() ? "" : " (" + member + ")"), member);
    }
}
