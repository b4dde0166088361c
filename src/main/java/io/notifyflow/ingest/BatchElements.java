package io.notifyflow.ingest;

import io.notifyflow.event.InvalidRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the elements of a batch begin and end. Only brackets and quotes are looked at, so that one that is not
 * well-formed is refused alone; UTF-8 has none of these bytes within other characters.
 */
final class BatchElements {

    private static final int OPENED = 64;

    private final byte[] body;
    private final int most;
    private final List<Slice> found = new ArrayList<>();
    private byte[] opened = new byte[OPENED];
    private int depth;
    private int at;

    private BatchElements(byte[] body, int most) {
        this.body = body;
        this.most = most;
    }

    /** The bytes of one element. */
    record Slice(int from, int length) {}

    /** One that is not between brackets is no array; its elements are not found, for there are none. */
    static boolean isArray(byte[] body) {
        int first = start(body);
        return first < body.length && body[first] == '[';
    }

    /** Where the first character is that is neither white space nor the byte order mark. */
    static int start(byte[] body) {
        boolean mark = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return afterSpace(body, mark ? 3 : 0);
    }

    private static int afterSpace(byte[] body, int from) {
        int at = from;
        while (at < body.length && space(body[at])) {
            at++;
        }
        return at;
    }

    private static boolean space(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    /**
     * @param most elements; one more is found, if there are more
     * @throws InvalidRequest (400) if it cannot be told where an element ends
     */
    static List<Slice> ofArray(byte[] body, int most) {
        var elements = new BatchElements(body, most);
        elements.readArray();
        return elements.found;
    }

    private void readArray() {
        at = afterSpace(body, start(body) + 1);
        if (at < body.length && body[at] == ']') {
            requireEnd();
            return;
        }
        while (found.size() <= most) {
            element();
            if (at == body.length) {
                throw malformed("ends within its array");
            } else if (body[at] == ']') {
                requireEnd();
                return;
            }
            at++;
        }
    }

    private void element() {
        at = afterSpace(body, at);
        int from = at;
        while (at < body.length && !(depth == 0 && (body[at] == ',' || body[at] == ']'))) {
            step();
        }
        int end = at;
        while (end > from && space(body[end - 1])) {
            end--;
        }
        if (end == from && at < body.length) {
            throw malformed("lacks an element before byte " + (at + 1));
        }
        found.add(new Slice(from, end - from));
    }

    private void step() {
        switch (body[at]) {
            case '"' -> skipText();
            case '{', '[' -> open();
            case '}', ']' -> close();
            default -> at++;
        }
    }

    private void skipText() {
        at++;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        at = Math.min(body.length, at + 1);
    }

    private void open() {
        if (depth == opened.length) {
            opened = java.util.Arrays.copyOf(opened, 2 * depth);
        }
        opened[depth] = body[at];
        depth++;
        at++;
    }

    private void close() {
        // In ASCII each closing bracket is two behind the one that opens.
        if (depth == 0 || opened[depth - 1] != body[at] - 2) {
            throw malformed("has a bracket that closes nothing at byte " + (at + 1));
        }
        depth--;
        at++;
    }

    private void requireEnd() {
        if (afterSpace(body, at + 1) < body.length) {
            throw malformed("goes on after its array");
        }
    }

    private static InvalidRequest malformed(String fault) {
        return new InvalidRequest(Problems.malformed("The body " + fault + "; send one JSON array of events"));
    }

    /** Lines that are not blank. */
    static List<Slice> ofLines(byte[] body, int most) {
        var found = new ArrayList<Slice>();
        int from = 0;
        for (int end = 0; end <= body.length && found.size() <= most; end++) {
            if (end == body.length || body[end] == '\n') {
                if (afterSpace(body, from) < end) {
                    found.add(new Slice(from, end - from));
                }
                from = end + 1;
            }
        }
        return found;
    }
}
