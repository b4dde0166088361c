package io.notifyflow.eventlog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of CSV. A text that a spreadsheet would take for a formula has an apostrophe before it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
final class CsvLine {

    private static final String FORMULA = "=+-@\t\r";
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private final StringBuilder line = new StringBuilder();
    private boolean begun;

    void cell(@Nullable Object value) {
        if (begun) {
            line.append(',');
        }
        begun = true;
        String text = value == null ? "" : value.toString();
        boolean formula = !text.isEmpty()
                && FORMULA.indexOf(text.charAt(0)) >= 0
                && !NUMBER.matcher(text).matches();
        String harmless = formula ? "'" + text : text;
        boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        line.append(quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless);
    }

    @Override
    public String toString() {
        return line + "\r\n";
    }
}
