package io.notifyflow.source;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The request of a sender in; out its body, with the variables {@code account} and {@code request}. The message is a
 * new one, for the old one holds the key of the source.
 */
@Component("openSource")
class OpenSource implements Processor {

    private static final String TYPE = "type";
    private static final String KEY = "sourceKey";

    private final Sources sources;
    private final Accounts accounts;
    private final SourceTypes types;
    private final PolledTypes polled;

    OpenSource(Sources sources, Accounts accounts, SourceTypes types, PolledTypes polled) {
        this.sources = sources;
        this.accounts = accounts;
        this.types = types;
        this.polled = polled;
    }

    @Override
    public void process(Exchange exchange) {
        Message received = exchange.getMessage();
        Map<String, Object> headers = received.getHeaders();
        byte @Nullable [] body = received.getBody(byte[].class);
        var message = new DefaultMessage(exchange.getContext());
        message.setBody(body == null ? new byte[0] : body);
        exchange.setMessage(message);

        Source source = sources.byKey(text(headers.get(KEY)))
                .filter(known -> known.type().equals(text(headers.get(TYPE))))
                .filter(known -> polled.hasAddress(known.type(), known.settings()))
                .orElseThrow(OpenSource::unknown);
        Account account = accounts.byId(source.accountId()).orElseThrow(OpenSource::unknown);
        types.require(source.type());
        exchange.setVariable("account", account);
        exchange.setVariable("request", request(source, headers, message.getBody(byte[].class)));
    }

    /** The same for a key that is none, was revoked or belongs to another type: no answer helps to guess one. */
    private static InvalidRequest unknown() {
        return new InvalidRequest(Problem.of(
                "unknown-source",
                "There is no such source",
                404,
                "The address has an unknown or revoked key, or another type; \"sources list\" shows those there are"));
    }

    private static ReceivedRequest request(Source source, Map<String, Object> sent, byte[] body) {
        Map<String, String> query = query(text(sent.get("CamelHttpRawQuery")));
        var headers = new HashMap<String, String>();
        sent.forEach((name, value) -> {
            // The engine puts the parameters of path and query beside the headers.
            if (!name.startsWith("Camel") && !name.equals(TYPE) && !name.equals(KEY) && !query.containsKey(name)) {
                headers.put(name.toLowerCase(Locale.ROOT), text(value));
            }
        });
        return new ReceivedRequest(source, headers, query, body);
    }

    static Map<String, String> query(String text) {
        var query = new HashMap<String, String>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
