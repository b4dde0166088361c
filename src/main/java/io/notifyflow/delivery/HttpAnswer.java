package io.notifyflow.delivery;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a destination answered.
 *
 * @param headers by name in lower case
 * @param body    the text, cut at 64 KiB
 * @param note    what was left out of the message so that it was taken, for people; null for nothing
 */
public record HttpAnswer(int status, Map<String, String> headers, String body, @Nullable String note) {

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    public HttpAnswer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, null);
    }

    /** The same answer, to a message of which something was left out. */
    public HttpAnswer withNote(String note) {
        return new HttpAnswer(status, headers, body, note);
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public boolean successful() {
        return status >= 200 && status < 300;
    }
}
