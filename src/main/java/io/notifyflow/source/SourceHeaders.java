package io.notifyflow.source;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets Authorization as far as {@code openSource}, which other routes never see: some senders have no other secret. */
@Component("sourceHeaders")
class SourceHeaders extends HttpHeaderFilterStrategy {

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        return "cookie".equalsIgnoreCase(name)
                || "proxy-authorization".equalsIgnoreCase(name)
                || super.applyFilterToExternalHeaders(name, value, exchange);
    }
}
