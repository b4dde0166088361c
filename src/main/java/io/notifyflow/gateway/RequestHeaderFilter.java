package io.notifyflow.gateway;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** Keeps credentials out of the routes: what is not in a header of the exchange cannot leak from it. */
class RequestHeaderFilter extends HttpHeaderFilterStrategy {

    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, Exchange exchange) {
        return CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))
                || super.applyFilterToExternalHeaders(name, value, exchange);
    }
}
