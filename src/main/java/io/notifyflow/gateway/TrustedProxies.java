package io.notifyflow.gateway;

import io.notifyflow.event.ClientAddress;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Proxies that may say for whom they speak.
 *
 * @param trustedProxies addresses and networks, {@code 10.0.0.0/8}; of nobody else is X-Forwarded-For believed
 */
@ConfigurationProperties("notifyflow.http")
record TrustedProxies(@DefaultValue List<String> trustedProxies) {

    TrustedProxies {
        trustedProxies = List.copyOf(trustedProxies);
        try {
            trustedProxies.forEach(IpAddressMatcher::new);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "NOTIFYFLOW_HTTP_TRUSTEDPROXIES must be addresses and networks such as 10.0.0.0/8: "
                            + malformed.getMessage());
        }
    }

    /** The address of the client in its canonical form: the last one on its way that no trusted proxy has. */
    String client(HttpServerRequest request) {
        return client(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }

    String client(String peer, List<String> forwarded) {
        return address(peer, forwarded).text();
    }

    /** The address of the client, by whose {@link ClientAddress#network} limits count. */
    ClientAddress address(HttpServerRequest request) {
        return address(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }

    ClientAddress address(String peer, List<String> forwarded) {
        ClientAddress client = ClientAddress.of(peer);
        if (trustedProxies.isEmpty() || !trusts(client)) {
            return client;
        }
        List<String> hops = forwarded.stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .toList();
        for (String hop : hops.reversed()) {
            Optional<ClientAddress> before = ClientAddress.parse(hop);
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
            if (!trusts(client)) {
                return client;
            }
        }
        return client;
    }

    /** What limits count by: the client's address, or its network. */
    String network(HttpServerRequest request) {
        return address(request).network();
    }

    /**
     * Whether the request seems to come by a proxy that nobody has named as trusted. Whom it speaks for is not believed, but
     * it is no single client either.
     */
    boolean byUnknownProxy(HttpServerRequest request) {
        return trustedProxies.isEmpty()
                && request.headers().contains("X-Forwarded-For")
                && ClientAddress.of(request.remoteAddress().hostAddress()).isInside();
    }

    /** Whether this is the address of a trusted proxy. */
    boolean trusts(String address) {
        return trusts(ClientAddress.of(address));
    }

    private boolean trusts(ClientAddress address) {
        return !address.equals(ClientAddress.UNKNOWN)
                && trustedProxies.stream().map(IpAddressMatcher::new).anyMatch(known -> known.matches(address.text()));
    }
}
