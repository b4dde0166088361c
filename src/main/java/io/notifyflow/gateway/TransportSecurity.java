package io.notifyflow.gateway;

import io.notifyflow.account.PublicAddress;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.springframework.stereotype.Component;

/** Tells clients that this hub is reached over TLS alone, with every answer, where its public URL is https. */
@Component
class TransportSecurity {

    static final CharSequence HEADER = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence A_YEAR = HttpHeaders.createOptimized("max-age=31536000");

    private final PublicAddress address;

    TransportSecurity(PublicAddress address) {
        this.address = address;
    }

    /** A handler that sets the header and goes on; the same handler where people come without TLS. */
    Handler<HttpServerRequest> before(Handler<HttpServerRequest> next) {
        if (!address.known() || !address.secure()) {
            return next;
        }
        return request -> {
            request.response().putHeader(HEADER, A_YEAR);
            next.handle(request);
        };
    }
}
