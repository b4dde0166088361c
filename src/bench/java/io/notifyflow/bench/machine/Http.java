package io.notifyflow.bench.machine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Single calls beside a measurement: whether a server is there, and what it says of itself. */
public final class Http implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(5);
    private static final int FIRST_REDIRECT = 300;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static HttpRequest postJson(URI address, String bearer, String body) {
        return HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** The body of the answer to a GET. */
    public String get(URI address) {
        return send(HttpRequest.newBuilder(address).build());
    }

    /** Sends what must be answered with success. */
    public void post(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= FIRST_REDIRECT) {
                throw new BenchFailed(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new BenchFailed(request.uri() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    public void delete(URI address) {
        send(HttpRequest.newBuilder(address).DELETE().build());
    }

    private String send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new BenchFailed(request.uri() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Repeats the request until the status is the wanted one. */
    public void await(HttpRequest request, Predicate<Integer> wanted, Program server, Duration limit) {
        while (System.nanoTime() - server.startedAt() < limit.toNanos()) {
            if (!server.running()) {
                throw new BenchFailed("The server of " + request.uri() + " ended while it started");
            }
            if (answers(request, wanted)) {
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new BenchFailed(request.uri() + " did not answer as it should within " + limit);
    }

    private boolean answers(HttpRequest request, Predicate<Integer> wanted) {
        try {
            HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
            return wanted.test(answer.statusCode());
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static BenchFailed interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchFailed("Interrupted while a server was asked", e);
    }

    @Override
    public void close() {
        client.close();
    }
}
