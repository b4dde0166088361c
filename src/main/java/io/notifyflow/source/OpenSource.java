package io.notifyflow.source;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.SourceAddresses;
import io.notifyflow.event.InvalidRequest;
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

    private final KeyedSources addresses;
    private final Accounts accounts;
    private final SourceTypes types;

    OpenSource(KeyedSources addresses, Accounts accounts, SourceTypes types) {
        this.addresses = addresses;
        this.accounts = accounts;
        this.types = types;
    }

    @Override
    public void process(Exchange exchange) {
        Message received = exchange.getMessage();
        Map<String, Object> headers = received.getHeaders();
        byte @Nullable [] body = received.getBody(byte[].class);
        var message = new DefaultMessage(exchange.getContext());
        message.setBody(body == null ? new byte[0] : body);
        exchange.setMessage(message);

        Source source = addresses
                .find(text(headers.get(TYPE)), text(headers.get(KEY)))
                .orElseThrow(OpenSource::unknown);
        Account account = accounts.byId(source.accountId()).orElseThrow(OpenSource::unknown);
        types.require(source.type());
        exchange.setVariable("account", account);
        exchange.setVariable("request", request(source, headers, message.getBody(byte[].class)));
    }

    private static InvalidRequest unknown() {
        return new InvalidRequest(SourceAddresses.UNKNOWN);
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
