package io.notifyflow.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.PagePasses;
import io.notifyflow.client.ApiClient;
import io.notifyflow.client.ApiException;
import io.notifyflow.event.PublicPortBound;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The hub's own API, as the one who looks at a page may use it: what a page changes goes the way of every other client,
 * through the same routes, checks and audit log.
 */
@Component
public class HubApi {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final PagePasses passes;
    private final String address;
    private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private volatile int port;

    HubApi(PagePasses passes, @Value("${notifyflow.http.address:0.0.0.0}") String address) {
        this.passes = passes;
        this.address = ANY_ADDRESS.contains(address) ? "127.0.0.1" : address;
    }

    @EventListener
    void bound(PublicPortBound bound) {
        port = bound.port();
    }

    /** What is asked of the API. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(ApiClient client) throws ApiException;
    }

    /**
     * Asks on behalf of a viewer.
     *
     * @throws Refused if the API does not do it
     */
    public <T> T as(Viewer viewer, Question<T> question) throws Refused {
        String pass = passes.issue(viewer.access());
        try {
            return question.ask(client(pass));
        } catch (ApiException failed) {
            throw Refused.of(failed, json);
        } finally {
            passes.end(pass);
        }
    }

    private ApiClient client(String pass) {
        // The generated client would make one of Java's clients, with its thread, for each of its parts.
        var client = new ApiClient(HttpClient.newBuilder(), json, "http://" + address + ":" + port) {
            @Override
            public HttpClient getHttpClient() {
                return http;
            }
        };
        client.setReadTimeout(PATIENCE);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + pass));
        return client;
    }
}
