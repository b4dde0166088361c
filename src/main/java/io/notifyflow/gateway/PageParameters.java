package io.notifyflow.gateway;

import io.notifyflow.event.PercentEncoding;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Utf8;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks the query and the form that a page is asked with. Tomcat would replace what is not UTF-8, and leave out a
 * parameter whose escape is malformed.
 */
final class PageParameters {

    private static final String FORM = "application/x-www-form-urlencoded";

    private PageParameters() {}

    /**
     * What is wrong with them; null for nothing.
     *
     * @param body the whole body, null for none
     */
    static @Nullable Problem problem(HttpServerRequest request, @Nullable Buffer body) {
        String query = request.query();
        if (query != null && !wellFormed(query)) {
            return malformed("The query of the address");
        }
        if (body == null || !isForm(request)) {
            return null;
        }
        byte[] form = body.getBytes();
        return Utf8.valid(form) && wellFormed(new String(form, StandardCharsets.UTF_8)) ? null : malformed("The form");
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM);
    }

    private static boolean wellFormed(String parameters) {
        try {
            PercentEncoding.decodeForm(parameters);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Problem malformed(String what) {
        return Problem.of(
                "invalid-parameter",
                "A parameter is not valid",
                400,
                what + " holds a percent sign without two hexadecimal digits, or is not valid UTF-8; send it in UTF-8");
    }
}
