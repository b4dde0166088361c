package io.notifyflow.gateway;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps metrics from strangers. With a token they need it; without one they are shown to who asks this process itself, as
 * a scraper in its network does, and not to who comes through a proxy or by the public URL. Health is open: it has no
 * details.
 */
@Component
class MetricsGate {

    private static final String ACTUATOR = "/actuator";
    private static final String HEALTH = "/actuator/health";
    private static final String SCHEME = "Bearer ";
    private static final int SHORTEST = 16;
    private static final List<String> PROXIES_HEADERS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    private final @Nullable String token;
    private final PublicAddress address;
    private final ProblemResponse problems;

    MetricsGate(@Value("${notifyflow.metrics.token:}") String token, PublicAddress address, ProblemResponse problems) {
        this.token = token.isBlank() ? null : token.strip();
        this.address = address;
        this.problems = problems;
        if (this.token != null && this.token.length() < SHORTEST) {
            throw new IllegalArgumentException("NOTIFYFLOW_METRICS_TOKEN has fewer than " + SHORTEST
                    + " characters. Take a random one: openssl rand -hex 24");
        }
    }

    /** Answers the request if it asks for metrics and may not have them. */
    boolean refuses(HttpServerRequest request) {
        String path = HttpUtils.normalizePath(request.path());
        boolean guarded = path.startsWith(ACTUATOR) && !path.equals(HEALTH) && !path.startsWith(HEALTH + "/");
        if (!guarded || mayPass(request)) {
            return false;
        }
        if (token != null) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"metrics\"");
        }
        problems.send(
                request,
                token != null
                        ? Problem.of(
                                "unauthorized",
                                "Metrics need a token",
                                401,
                                "Send NOTIFYFLOW_METRICS_TOKEN as \"Authorization: Bearer <token>\"")
                        : Problem.of(
                                "not-found", "There is nothing here", 404, "Metrics are for the hub's own network"));
        return true;
    }

    private boolean mayPass(HttpServerRequest request) {
        if (token != null) {
            String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
            return credentials != null
                    && credentials.startsWith(SCHEME)
                    && MessageDigest.isEqual(
                            credentials.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8),
                            token.getBytes(StandardCharsets.UTF_8));
        }
        return PROXIES_HEADERS.stream().noneMatch(request.headers()::contains) && !isByPublicUrl(request);
    }

    private boolean isByPublicUrl(HttpServerRequest request) {
        return address.known()
                && (request.authority() == null
                        || URI.create(address.origin())
                                .getHost()
                                .equalsIgnoreCase(request.authority().host()));
    }
}
