package io.notifyflow.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Tells browsers which other web applications may call the API. Never with credentials: a key is sent by the
 * application, and no cookie opens the API.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>
 */
@Component
class CrossOrigin {

    private static final int NO_CONTENT = 204;
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String SENT = "Authorization, Content-Type, Idempotency-Key, If-Match, Prefer,"
            + " webhook-id, webhook-timestamp, webhook-signature";
    private static final String EXPOSED =
            "ETag, Location, Retry-After, RateLimit, RateLimit-Policy," + " Idempotency-Replayed, WWW-Authenticate";
    private static final String ASKED = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    private static final String MAX_AGE_SECONDS = "600";

    private final Set<String> origins;

    CrossOrigin(CorsSettings settings) {
        this.origins = Set.copyOf(settings.origins());
    }

    /**
     * Adds what a browser has to know to the answer that is to come. A request from no browser, or from the hub's own
     * pages, costs one look at its headers.
     *
     * @return whether it was a browser's question before the request itself, and is answered
     */
    boolean answers(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || origins.isEmpty()) {
            return false;
        }
        HttpServerResponse response = request.response();
        boolean question = request.method() == HttpMethod.OPTIONS
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
        response.putHeader(HttpHeaders.VARY, question ? ASKED : "Origin");
        if (!origins.contains(origin)) {
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (!question) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            return false;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, SENT)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
                .setStatusCode(NO_CONTENT);
        var unused = response.end();
        request.resume();
        return true;
    }
}
