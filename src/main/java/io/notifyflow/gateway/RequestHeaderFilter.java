package io.notifyflow.gateway;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials out of the routes, for what is not in a header of the exchange cannot leak from it; and what Camel's
 * components read as orders to them.
 */
class RequestHeaderFilter extends HttpHeaderFilterStrategy {

    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    /** Of Camel's sagas (CVE-2026-85312). */
    private static final String SAGA = "long-running-action";

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        return CREDENTIALS.contains(lower)
                || lower.startsWith("camel")
                // mail.smtp.*, kafka.*, jdbc.*, org.apache.camel.*: HTTP itself has no header with a dot.
                || lower.indexOf('.') >= 0
                || lower.equals(SAGA)
                || super.applyFilterToExternalHeaders(name, value, exchange);
    }
}
