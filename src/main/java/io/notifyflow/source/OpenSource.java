package io.notifyflow.source;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.SourceAddresses;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.PercentEncoding;
import io.notifyflow.event.Problem;
import io.notifyflow.event.SentRequest;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The request of a sender in; out its body, with the variables {@code account} and {@code request}. The message is a
 * new one, for the old one knows the key of the source.
 */
@Component("openSource")
class OpenSource implements Processor {

    private static final String TYPE = "path.type";
    private static final String KEY = "path.sourceKey";

    private final KeyedSources addresses;
    private final Accounts accounts;
    private final SourceTypes types;
    private final RequestNotes notes;

    OpenSource(KeyedSources addresses, Accounts accounts, SourceTypes types, RequestNotes notes) {
        this.addresses = addresses;
        this.accounts = accounts;
        this.types = types;
        this.notes = notes;
    }

    @Override
    public void process(Exchange exchange) {
        Message received = exchange.getMessage();
        if (!(received instanceof SentRequest sent)) {
            throw new IllegalStateException("openSource must come before any step that replaces the message");
        }
        byte @Nullable [] body = received.getBody(byte[].class);
        byte[] bytes = body == null ? new byte[0] : body;
        var message = new DefaultMessage(exchange.getContext());
        message.setBody(bytes);
        exchange.setMessage(message);

        Source source = source(text(exchange.getVariable(TYPE)), text(exchange.getVariable(KEY)), sent, bytes);
        // Whatever becomes of it from here on is seen in the source's last requests.
        exchange.getExchangeExtension().addOnCompletion(notes.begin(source, sent, bytes));
        Account account = accounts.byId(source.accountId()).orElseThrow(OpenSource::unknown);
        types.require(source.type());
        // No later step may tell the key, which is a part of the path.
        exchange.removeVariable(KEY);
        exchange.removeVariable("http.path");
        exchange.setVariable("account", account);
        exchange.setVariable("request", request(source, sent, bytes));
    }

    private Source source(String type, String key, SentRequest sent, byte[] body) {
        try {
            return addresses.find(type, key).orElseThrow(OpenSource::unknown);
        } catch (UnreadableSource unreadable) {
            notes.unreadable(type, key, unreadable, sent, body);
            throw unreadable;
        }
    }

    private static InvalidRequest unknown() {
        return new InvalidRequest(SourceAddresses.UNKNOWN);
    }

    private static ReceivedRequest request(Source source, SentRequest sent, byte[] body) {
        String query = sent.sentQuery();
        try {
            return new ReceivedRequest(source, sent.sentHeaders(), query(query == null ? "" : query), body);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidRequest(Problem.of(
                    "invalid-parameter",
                    "A parameter is not valid",
                    400,
                    "The query of the address is not well-formed: " + malformed.getMessage()));
        }
    }

    /**
     * @throws IllegalArgumentException if an escape is malformed, or not UTF-8
     */
    static Map<String, String> query(String text) {
        var query = new HashMap<String, String>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        PercentEncoding.decodeForm(pair.substring(0, equals)),
                        PercentEncoding.decodeForm(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
