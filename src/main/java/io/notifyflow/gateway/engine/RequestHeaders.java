package io.notifyflow.gateway.engine;

import io.notifyflow.account.Access;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.util.CollectionHelper;
import org.jspecify.annotations.Nullable;

/** The headers that a route finds in its message, made when the first one is asked for. */
final class RequestHeaders {

    private final HttpServerRequest request;
    private final String path;
    private final Map<String, String> parameters;
    private final @Nullable Access access;
    private final HeaderFilterStrategy filter;

    RequestHeaders(
            HttpServerRequest request,
            String path,
            Map<String, String> parameters,
            @Nullable Access access,
            HeaderFilterStrategy filter) {
        this.request = request;
        this.path = path;
        this.parameters = parameters;
        this.access = access;
        this.filter = filter;
    }

    /** Whether a header of this name is certainly not there, as far as can be told without making them all. */
    boolean lack(String name) {
        return parameters.isEmpty()
                && request.query() == null
                && !name.regionMatches(true, 0, "Camel", 0, 5)
                && !request.headers().contains(name);
    }

    void fill(Map<String, Object> headers) {
        headers.put("CamelHttpPath", path);
        add(headers, request.headers());
        if (request.query() != null) {
            add(headers, request.params());
        }
        parameters.forEach((name, value) -> CollectionHelper.appendEntry(headers, name, value));
        headers.put(VertxPlatformHttpConstants.LOCAL_ADDRESS, request.localAddress());
        headers.put(VertxPlatformHttpConstants.REMOTE_ADDRESS, request.remoteAddress());
        headers.put("CamelHttpMethod", request.method().name());
        headers.put("CamelHttpUrl", request.absoluteURI());
        headers.put("CamelHttpUri", request.uri());
        headers.put("CamelHttpQuery", request.query());
        headers.put("CamelHttpRawQuery", request.query());
        if (access != null) {
            headers.put(VertxPlatformHttpConstants.AUTHENTICATED_USER, access.account());
        }
    }

    private void add(Map<String, Object> headers, MultiMap sent) {
        for (Map.Entry<String, String> entry : sent) {
            if (!filter.applyFilterToExternalHeaders(entry.getKey(), entry.getValue(), null)) {
                CollectionHelper.appendEntry(headers, entry.getKey(), entry.getValue());
            }
        }
    }
}
