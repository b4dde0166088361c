package io.notifyflow.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
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

    /** The address of the client: the last one on its way that no trusted proxy has. */
    String client(HttpServerRequest request) {
        return client(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }

    String client(String peer, List<String> forwarded) {
        String client = peer;
        if (!trusts(client)) {
            return client;
        }
        List<String> hops = forwarded.stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .map(String::strip)
                .toList();
        for (String hop : hops.reversed()) {
            if (!hop.matches("[0-9a-fA-F.:]{2,45}")) {
                return client;
            }
            client = hop;
            if (!trusts(hop)) {
                return client;
            }
        }
        return client;
    }

    /** Whether this is the address of a trusted proxy. */
    boolean trusts(String address) {
        try {
            return trustedProxies.stream().map(IpAddressMatcher::new).anyMatch(known -> known.matches(address));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
