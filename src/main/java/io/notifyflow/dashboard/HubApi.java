package io.notifyflow.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.PagePasses;
import io.notifyflow.client.ApiClient;
import io.notifyflow.client.ApiException;
import io.notifyflow.event.PublicPortBound;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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

    /**
     * Asks for a file, which is read as it is written; the caller closes it.
     *
     * @param path with its parameters
     * @throws Refused if the API does not give it
     */
    public HttpResponse<InputStream> file(Viewer viewer, String path) throws Refused {
        String pass = passes.issue(viewer.access());
        try {
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(URI.create(base() + path))
                            .header("Authorization", "Bearer " + pass)
                            .build(),
                    BodyHandlers.ofInputStream());
            if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
                try (InputStream problem = answer.body()) {
                    String body = new String(problem.readAllBytes(), StandardCharsets.UTF_8);
                    throw Refused.of(new ApiException(answer.statusCode(), answer.headers(), body), json);
                }
            }
            return answer;
        } catch (IOException unreachable) {
            throw Refused.of(new ApiException(unreachable), json);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Refused.of(new ApiException(stopped), json);
        } finally {
            passes.end(pass);
        }
    }

    private String base() {
        return "http://" + address + ":" + port;
    }

    private ApiClient client(String pass) {
        // The generated client would make one of Java's clients, with its thread, for each of its parts.
        var client = new ApiClient(HttpClient.newBuilder(), json, base()) {
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
