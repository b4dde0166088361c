package io.notifyflow.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * How large the program of a regular expression becomes, computed without compiling it: RE2/J writes repeats out, and
 * repeats nest, so that {@code ((x{1000}){1000}){1000}} asks for a billion instructions. No program is larger than
 * computed here. What is no valid expression has some size too, and is left to the compiler.
 *
 * @param instructions of the program, at most
 * @param depth        groups in groups: the compiler calls itself for each
 * @param compiling    what it costs to compile, in instructions that run for one character
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2's syntax</a>
 */
record PatternSize(int instructions, int depth, int compiling) {

    /** A machine that runs a program takes about 100 bytes for each instruction. */
    static final int MAX_INSTRUCTIONS = 10_000;

    static final int MAX_DEPTH = 100;
    /** About 30 ms. */
    static final int MAX_COMPILING = 2_000_000;

    private static final long SATURATED = Integer.MAX_VALUE;
    /** To compile an instruction costs about as much as to run it so many times. */
    private static final int COMPILING = 20;

    private static final int UNICODE_CLASS = 2_000;
    /** A range of letters whose case is ignored is expanded letter by letter. */
    private static final int FOLDED_RANGE = 200_000;

    static PatternSize of(String expression) {
        return new Scanner(expression).read();
    }

    /** Whether it may be compiled. */
    boolean fits() {
        return instructions <= MAX_INSTRUCTIONS && depth <= MAX_DEPTH && compiling <= MAX_COMPILING;
    }

    private static long sum(long one, long other) {
        return Math.min(SATURATED, one + other);
    }

    private static long product(long one, long other) {
        return Math.min(SATURATED, one * other);
    }

    /** What one group holds: finished parts, and the last one, which a repeat multiplies. */
    private static final class Group {
        /** Where it begins and ends, and what stands for nothing where it is empty. */
        private long finished = 4;

        private long last;

        void add(long size) {
            finished = sum(finished, last);
            last = size;
        }

        long size() {
            return sum(finished, last);
        }
    }

    private static final class Scanner {
        private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
        private static final Pattern FLAGS = Pattern.compile("\\?[a-zA-Z]*(-[a-zA-Z]*)?\\)");
        private static final Pattern REPEAT = Pattern.compile("(\\d{1,9})(,(\\d{0,9}))?}");

        private final String text;
        private final boolean ignoresCase;
        private final Deque<Group> outer = new ArrayDeque<>();
        private Group group = new Group();
        private long ranges;
        private int depth;
        private int at;

        Scanner(String text) {
            this.text = text;
            this.ignoresCase = IGNORES_CASE.matcher(text).find();
        }

        PatternSize read() {
            while (at < text.length()) {
                char next = text.charAt(at++);
                switch (next) {
                    case '(' -> open();
                    case ')' -> close();
                    case '[' -> characterClass();
                    case '\\' -> escape();
                    case '*', '+', '?' -> group.last = sum(group.last, 2);
                    case '{' -> repeat();
                    // A branch may be empty.
                    case '|' -> group.add(2);
                    default -> group.add(1);
                }
            }
            long total = group.size();
            for (Group open : outer) {
                total = sum(total, open.size());
            }
            return new PatternSize((int) total, depth, (int) sum(product(total, COMPILING), ranges));
        }

        /** What only sets flags is no part that a repeat after it would apply to: that applies to the part before. */
        private void open() {
            var flags = FLAGS.matcher(text).region(at, text.length());
            if (flags.lookingAt()) {
                at = flags.end();
                return;
            }
            outer.push(group);
            group = new Group();
            depth = Math.max(depth, outer.size());
            if (text.startsWith("?", at)) {
                at++;
            }
        }

        private void close() {
            if (!outer.isEmpty()) {
                long size = group.size();
                group = outer.pop();
                group.add(size);
            }
        }

        /** One of {n}, {n,} and {n,m}; anything else is text. */
        private void repeat() {
            var bounds = REPEAT.matcher(text).region(at, text.length());
            if (!bounds.lookingAt()) {
                group.add(1);
                return;
            }
            at = bounds.end();
            long least = Long.parseLong(bounds.group(1));
            String most = bounds.group(3);
            long copies = most == null || most.isEmpty() ? least : Math.max(least, Long.parseLong(most));
            long optional = bounds.group(2) == null ? 0 : Math.max(1, copies - least) + 1;
            group.last = sum(product(group.last, Math.max(1, copies)), optional);
        }

        private void escape() {
            if (at == text.length()) {
                return;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'p', 'P' -> {
                    ranges += UNICODE_CLASS;
                    skipBraces();
                    group.add(1);
                }
                case 'x' -> {
                    skipBraces();
                    group.add(1);
                }
                case 'Q' -> quoted();
                default -> group.add(1);
            }
        }

        private void skipBraces() {
            if (text.startsWith("{", at)) {
                int end = text.indexOf('}', at);
                at = end < 0 ? at : end + 1;
            }
        }

        private void quoted() {
            int end = text.indexOf("\\E", at);
            for (int until = end < 0 ? text.length() : end; at < until; at++) {
                group.add(1);
            }
            at = end < 0 ? at : end + 2;
        }

        /** Up to its closing bracket; one that comes first is a letter. */
        private void characterClass() {
            if (text.startsWith("^", at)) {
                at++;
            }
            boolean first = true;
            while (at < text.length()) {
                char next = text.charAt(at++);
                if (next == ']' && !first) {
                    break;
                }
                first = false;
                if (next == '\\') {
                    escapeInClass();
                } else if (next == '[' && text.startsWith(":", at)) {
                    int end = text.indexOf(":]", at + 1);
                    at = end < 0 ? at : end + 2;
                } else if (next == '-' && ignoresCase && wide()) {
                    ranges += FOLDED_RANGE;
                }
            }
            group.add(1);
        }

        private void escapeInClass() {
            if (at == text.length()) {
                return;
            }
            char escaped = text.charAt(at++);
            if (escaped == 'p' || escaped == 'P') {
                ranges += UNICODE_CLASS;
            }
            if (escaped == 'p' || escaped == 'P' || escaped == 'x') {
                skipBraces();
            }
        }

        /** Whether a range may go beyond ASCII: one of its ends is an escape or another letter. */
        private boolean wide() {
            char before = at >= 2 ? text.charAt(at - 2) : ' ';
            char after = at < text.length() ? text.charAt(at) : ' ';
            return after == '\\' || after > '~' || before >= '}';
        }
    }
}
