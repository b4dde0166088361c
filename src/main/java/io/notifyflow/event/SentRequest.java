package io.notifyflow.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as it was sent. The message of a route that begins with {@code platform-http:} is one until a step
 * replaces it. Headers of the message are only those that no component reads; here are all of them.
 */
public interface SentRequest {

    /**
     * By name in lower case; of one that was sent several times the values, with commas between them. Cookies and the
     * credentials of proxies are left out.
     *
     * @throws InvalidRequest (400) if one that may be sent once was sent twice
     */
    Map<String, String> sentHeaders();

    /** The query as it was sent; null for none. */
    @Nullable
    String sentQuery();

    /** The parameters of the path by name, decoded. */
    Map<String, String> pathParameters();
}
