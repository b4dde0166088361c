package io.notifyflow.source.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.source.PollFailed;
import io.notifyflow.source.format.WrittenDates;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** camel-http's message in; out the items as JSON, none if nothing changed, or the next request after a redirect. */
@Component("readFeedAnswer")
class ReadFeedAnswer implements Processor {

    /** Where the client cuts off what is longer. */
    private static final int LONGEST = 2 * 1024 * 1024;

    private static final int LONGEST_TAG = 500;
    private static final int NOT_MODIFIED = 304;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final AddressGuard addresses;

    ReadFeedAnswer(AddressGuard addresses) {
        this.addresses = addresses;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        FeedRequest request = exchange.getVariable(WriteFeedCall.REQUEST, FeedRequest.class);
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String etag = text(message, "ETag");
        String lastModified = text(message, "Last-Modified");
        String location = text(message, "Location");
        String type = text(message, "Content-Type");
        String retryAfter = text(message, "Retry-After");
        byte[] body = body(message);
        message.removeHeaders("*");
        if (REDIRECTS.contains(status)) {
            message.setBody(redirected(request, location));
        } else if (status == NOT_MODIFIED) {
            message.setBody(JsonNodeFactory.instance.arrayNode());
        } else if (status == 200) {
            FeedReader.Read read = FeedReader.read(checked(body), type, withoutLogin(request.uri()));
            message.setBody(read.items());
            exchange.setVariable("cursor", cursor(etag, lastModified));
            exchange.setVariable("unreadable", read.unreadable());
        } else {
            Duration pause = pause(retryAfter, Instant.now());
            String asks = pause == null ? "" : " and asks not to be called for " + pause.toSeconds() + " seconds";
            throw new PollFailed("The feed's server answers with HTTP " + status + asks, pause);
        }
    }

    private static byte[] checked(byte[] body) {
        if (body.length >= LONGEST) {
            throw new PollFailed("The feed is longer than " + LONGEST / 1024 / 1024 + " MiB");
        }
        return body;
    }

    /** Relative links begin there; they are shown. */
    private static URI withoutLogin(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return URI.create(address.getScheme() + "://" + address.getHost() + port + address.getRawPath());
    }

    /**
     * A number of seconds, or a date in any of three forms; null if there is none.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, Retry-After</a>
     */
    private static @Nullable Duration pause(String retryAfter, Instant now) {
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant until = WrittenDates.instant(text);
        return until == null || until.isBefore(now) ? null : Duration.between(now, until);
    }

    private FeedRequest redirected(FeedRequest request, String location) {
        if (request.redirects() == 0) {
            throw new PollFailed("The feed's address redirects too often");
        }
        try {
            URI target = addresses.http(request.uri().resolve(location).toString());
            return new FeedRequest(target, request.etag(), request.lastModified(), request.redirects() - 1);
        } catch (IllegalArgumentException wrong) {
            throw new PollFailed("The feed's address redirects to one that is not called", wrong);
        }
    }

    private static ObjectNode cursor(String etag, String lastModified) {
        ObjectNode cursor = JsonNodeFactory.instance.objectNode();
        if (!etag.isEmpty() && etag.length() <= LONGEST_TAG) {
            cursor.put("etag", etag);
        }
        if (!lastModified.isEmpty() && lastModified.length() <= LONGEST_TAG) {
            cursor.put("lastModified", lastModified);
        }
        return cursor;
    }

    private static String text(Message message, String header) {
        String text = message.getHeader(header, String.class);
        return text == null ? "" : text;
    }

    private static byte[] body(Message message) throws IOException {
        InputStream stream = message.getBody(InputStream.class);
        return stream == null ? new byte[0] : stream.readNBytes(LONGEST);
    }
}
