package io.notifyflow.gateway;

import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Runs checks of keys that wait for the database, few at a time: strangers with keys that nobody knows must not take all
 * its connections. Nothing is read of the body meanwhile.
 */
@Component
class KeyChecks {

    private static final int AT_A_TIME = 8;
    private static final int MAX_WAITING = 2048;
    private static final long WAIT_SECONDS = 2;

    private final Vertx vertx;
    private final TrustedProxies proxies;
    private final ProblemResponse problems;
    private final Semaphore running = new Semaphore(AT_A_TIME, true);
    private final ClientSlots waiting = new ClientSlots(MAX_WAITING, MAX_WAITING / 2);

    KeyChecks(Vertx vertx, TrustedProxies proxies, ProblemResponse problems) {
        this.vertx = vertx;
        this.proxies = proxies;
        this.problems = problems;
    }

    /** Goes on with the outcome on the event loop of the request; refuses it where too many wait. */
    <T> void run(HttpServerRequest request, Callable<T> check, Handler<T> passed, Handler<Throwable> failed) {
        String client = proxies.network(request);
        if (!waiting.take(client)) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            problems.send(
                    request,
                    Problem.of(
                            "overloaded",
                            "The hub has more to do than it can in good time",
                            503,
                            "Too many keys are being checked at a time; nothing was accepted. Try again in a moment"));
            return;
        }
        ClientConnection connection = ClientConnection.of(request);
        request.pause();
        connection.pauseBody();
        vertx.executeBlocking(() -> inTurn(check), false).onComplete(outcome -> {
            waiting.give(client);
            // The handler of the body must be there before the body comes.
            if (outcome.succeeded()) {
                passed.handle(outcome.result());
            } else {
                failed.handle(outcome.cause());
            }
            request.resume();
            connection.resumeBody();
        });
    }

    private <T> T inTurn(Callable<T> check) throws Exception {
        if (!running.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("The checks before this one take too long");
        }
        try {
            return check.call();
        } finally {
            running.release();
        }
    }
}
