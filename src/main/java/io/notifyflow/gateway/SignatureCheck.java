package io.notifyflow.gateway;

import io.notifyflow.account.Access;
import io.notifyflow.account.ApiKey;
import io.notifyflow.account.SignedRequest;
import io.notifyflow.account.SignedRequests;
import io.notifyflow.account.SignedRequests.Verdict;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lets a request pass whose key asks for a signature, once its body is whole. */
@Component
class SignatureCheck {

    private static final Logger log = LoggerFactory.getLogger(SignatureCheck.class);

    private final SignedRequests signed;
    private final Vertx vertx;
    private final ProblemResponse problems;

    SignatureCheck(SignedRequests signed, Vertx vertx, ProblemResponse problems) {
        this.signed = signed;
        this.vertx = vertx;
        this.problems = problems;
    }

    /** Whether requests of this key must be signed. */
    static boolean needed(@Nullable Access access) {
        ApiKey key = access == null ? null : access.key();
        return key != null && key.signingSecret() != null;
    }

    /**
     * Goes on at once where the key asks for no signature, else on the same event loop.
     *
     * @param release run if the request does not pass
     */
    void check(
            HttpServerRequest request,
            @Nullable Access access,
            byte @Nullable [] body,
            Runnable release,
            Runnable passed) {
        ApiKey key = access == null ? null : access.key();
        String secret = key == null ? null : key.signingSecret();
        if (key == null || secret == null) {
            passed.run();
            return;
        }
        var sent = new SignedRequest(
                request.getHeader("webhook-id"),
                request.getHeader("webhook-timestamp"),
                request.getHeader("webhook-signature"),
                request.method().name(),
                request.uri(),
                body == null ? new byte[0] : body);
        vertx.executeBlocking(() -> signed.check(key.id(), secret, sent), false)
                .onSuccess(verdict -> decide(request, verdict, release, passed))
                .onFailure(failure -> {
                    release.run();
                    unavailable(request, failure);
                });
    }

    private void decide(HttpServerRequest request, Verdict verdict, Runnable release, Runnable passed) {
        if (verdict == Verdict.VALID) {
            passed.run();
            return;
        }
        release.run();
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"notifyflow\", error=\"invalid_token\"");
        problems.send(
                request,
                Problem.of(
                        "invalid-signature",
                        "The signature is not valid",
                        401,
                        verdict == Verdict.REPLAYED
                                ? "A request with this webhook-id has come already; sign each with an id of its own"
                                : "Requests with this key must have the headers webhook-id, webhook-timestamp (at"
                                        + " most five minutes old) and webhook-signature in version "
                                        + String.join(" or ", signed.versions())
                                        + ", as docs/api.md describes it"));
    }

    private void unavailable(HttpServerRequest request, Throwable failure) {
        log.warn("A signed request could not be checked: {}", failure.getMessage());
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
        problems.send(
                request,
                Problem.of(
                        "unavailable",
                        "The hub cannot serve this now",
                        503,
                        "The hub's database does not answer; nothing was accepted. Try again in a moment"));
    }
}
