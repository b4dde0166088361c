package io.notifyflow.gateway.engine;

import io.notifyflow.event.SentRequest;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.jspecify.annotations.Nullable;

/**
 * A request as a message. Its headers are made when a step looks at them, and a copy shares what is not made yet:
 * most steps never look.
 */
final class RequestMessage extends DefaultMessage implements SentRequest {

    private final RequestHeaders sent;
    private final @Nullable String query;
    private final Map<String, String> parameters;

    RequestMessage(CamelContext camel, RequestHeaders sent, @Nullable String query, Map<String, String> parameters) {
        super(camel);
        this.sent = sent;
        this.query = query;
        this.parameters = parameters;
    }

    @Override
    public Map<String, String> sentHeaders() {
        return sent.all();
    }

    @Override
    public @Nullable String sentQuery() {
        return query;
    }

    @Override
    public Map<String, String> pathParameters() {
        return parameters;
    }

    @Override
    public RequestMessage newInstance() {
        return new RequestMessage(getCamelContext(), sent, query, parameters);
    }

    @Override
    public void copyFromWithNewBody(Message that, @Nullable Object newBody) {
        boolean nothingMade =
                that instanceof RequestMessage other && other.sent == sent && !other.hasPopulatedHeaders();
        if (nothingMade && !hasPopulatedHeaders() && that.getPayloadForTrait(MessageTrait.ATTACHMENTS) == null) {
            if (getExchange() == null) {
                setExchange(that.getExchange());
            }
            if (that.hasMessageId()) {
                setMessageId(that.getMessageId());
            }
            setBody(newBody);
        } else {
            super.copyFromWithNewBody(that, newBody);
        }
    }

    @Override
    public boolean hasHeaders() {
        return !hasPopulatedHeaders() || super.hasHeaders();
    }

    @Override
    public @Nullable Object getHeader(String name) {
        return lacks(name) ? null : super.getHeader(name);
    }

    @Override
    public <T> @Nullable T getHeader(String name, Class<T> type) {
        return lacks(name) && !type.isPrimitive() ? null : super.getHeader(name, type);
    }

    private boolean lacks(String name) {
        return !hasPopulatedHeaders() && sent.lack(name);
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> map) {
        sent.fill(map);
    }
}
