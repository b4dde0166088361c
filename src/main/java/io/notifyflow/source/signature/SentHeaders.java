package io.notifyflow.source.signature;

import java.util.Locale;
import java.util.Map;

/** Looks up a header whatever the case of its name. */
final class SentHeaders {

    private SentHeaders() {}

    /**
     * @param headers by name in lower case
     * @return an empty text for a header that was not sent
     */
    static String value(Map<String, String> headers, String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
}
