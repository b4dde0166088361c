package io.notifyflow.delivery;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a destination answered.
 *
 * @param headers by name in lower case
 * @param body    the text, cut at 64 KiB
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    public boolean successful() {
        return status >= 200 && status < 300;
    }
}
