package io.notifyflow.delivery.outbound;

import java.net.URI;
import java.util.Map;

/**
 * A POST to an address that a user entered.
 *
 * @param uri     may hold a token, as may the headers, so this record tells neither
 * @param headers beside Content-Type and User-Agent
 * @param body    JSON, sent as it is
 */
public record OutboundRequest(URI uri, Map<String, String> headers, String body) {

    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    public static OutboundRequest of(URI uri, String body) {
        return new OutboundRequest(uri, Map.of(), body);
    }

    @Override
    public String toString() {
        return "OutboundRequest[***]";
    }
}
