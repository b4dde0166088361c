package io.notifyflow.delivery.outbound;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Keeps those headers of an answer out of the message that components of later steps take orders from: names with a dot
 * ({@code mail.smtp.host}, {@code kafka.KEY}) and those of mails and messages. Camel's own are kept out by its filter.
 */
final class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> ORDERS = Set.of(
            "to", "cc", "bcc", "from", "subject", "reply-to", "sender", "return-path", "breadcrumbid", "authorization");

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ORDERS.contains(lower)
                || lower.indexOf('.') >= 0
                || lower.startsWith("camel")
                || lower.startsWith("jms")
                || super.applyFilterToExternalHeaders(name, value, exchange);
    }
}
