package io.notifyflow.gateway.engine;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.HeaderFilterStrategy;

/** The headers of a request: those that a route finds in its message, made when one is asked for, and all of them. */
final class RequestHeaders {

    private static final Set<String> CREDENTIALS = Set.of("cookie", "proxy-authorization");

    /** What means another thing, or nothing, when it is sent twice. */
    private static final Set<String> SENT_ONCE = Set.of("authorization", "content-type", "idempotency-key");

    /** Attributes of a CloudEvent, which are no lists. */
    private static final String CLOUD_EVENT = "ce-";

    private final HttpServerRequest request;
    private final HeaderFilterStrategy filter;

    RequestHeaders(HttpServerRequest request, HeaderFilterStrategy filter) {
        this.request = request;
        this.filter = filter;
    }

    /** Whether a header of this name is certainly not there, as far as can be told without making them all. */
    boolean lack(String name) {
        return !request.headers().contains(name);
    }

    void fill(Map<String, Object> headers) {
        for (Map.Entry<String, String> sent : request.headers()) {
            String name = sent.getKey();
            if (AllowedHeaders.allow(name) && !filter.applyFilterToExternalHeaders(name, sent.getValue(), null)) {
                // With a blank before the comma too: a key that was sent twice is then none, even if one was empty.
                headers.merge(name, sent.getValue(), (before, more) -> before + " , " + more);
            }
        }
    }

    /**
     * All but cookies and the credentials of proxies, by name in lower case.
     *
     * @throws InvalidRequest (400) if one that may be sent once was sent twice
     */
    Map<String, String> all() {
        var headers = new HashMap<String, String>();
        for (Map.Entry<String, String> sent : request.headers()) {
            String name = sent.getKey().toLowerCase(Locale.ROOT);
            if (!CREDENTIALS.contains(name)) {
                headers.merge(name, sent.getValue(), (before, more) -> joined(name, before, more));
            }
        }
        return headers;
    }

    private static String joined(String name, String before, String more) {
        if (SENT_ONCE.contains(name) || name.startsWith(CLOUD_EVENT)) {
            throw new InvalidRequest(Problem.of(
                    "repeated-header",
                    "A header was sent twice",
                    400,
                    "The header " + name + " may be sent once; send it once"));
        }
        return before + ", " + more;
    }
}
