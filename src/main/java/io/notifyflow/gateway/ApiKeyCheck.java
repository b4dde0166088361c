package io.notifyflow.gateway;

import io.notifyflow.account.Access;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.ApiKeyAuthentication;
import io.notifyflow.account.ApiKeyAuthenticationProvider;
import io.notifyflow.account.PagePasses;
import io.notifyflow.account.PersonTokens;
import io.notifyflow.account.Scope;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Lets a request pass that carries an API key, or a person's token; the body of any other is not even read. */
@Component
class ApiKeyCheck {

    private static final Logger log = LoggerFactory.getLogger(ApiKeyCheck.class);
    private static final String SCHEME = "Bearer ";

    private final Accounts accounts;
    private final ApiKeyAuthenticationProvider authentication;
    private final PersonTokens tokens;
    private final PagePasses passes;
    private final KeyChecks checks;
    private final ProblemResponse problems;

    ApiKeyCheck(
            Accounts accounts,
            ApiKeyAuthenticationProvider authentication,
            PersonTokens tokens,
            PagePasses passes,
            KeyChecks checks,
            ProblemResponse problems) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.passes = passes;
        this.authentication = authentication;
        this.checks = checks;
        this.problems = problems;
    }

    /** Goes on with what the key opens, on the same event loop; at once where it is in memory. */
    void check(HttpServerRequest request, Scope needed, Consumer<Access> passed) {
        String key = bearerToken(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (key == null) {
            refuse(request, "Send the API key as \"Authorization: Bearer <key>\"", "Bearer realm=\"notifyflow\"");
            return;
        }
        Optional<Access> kept = accounts.byKeyIfKept(key).or(() -> passes.openIfKept(key));
        if (kept.isPresent()) {
            pass(request, kept.get(), needed, passed);
        } else {
            askDatabase(request, key, needed, passed);
        }
    }

    /** Waits, so it has a thread of its own. */
    private Access open(String token) {
        if (tokens.fits(token)) {
            return tokens.open(token);
        }
        if (passes.fits(token)) {
            return passes.open(token).orElseThrow(() -> new BadCredentialsException("The pass has expired"));
        }
        return (Access) authentication
                .authenticate(ApiKeyAuthentication.unchecked(token))
                .getPrincipal();
    }

    private void pass(HttpServerRequest request, Access access, Scope needed, Consumer<Access> passed) {
        if (access.may(needed)) {
            passed.accept(access);
            return;
        }
        request.response()
                .putHeader(
                        "WWW-Authenticate",
                        "Bearer realm=\"notifyflow\", error=\"insufficient_scope\", scope=\"" + needed.text() + "\"");
        problems.send(
                request,
                Problem.of(
                        "insufficient-scope",
                        "The API key may not do this",
                        403,
                        access.key() == null
                                ? "This needs " + (needed == Scope.SEND ? "an API key with the scope send" : "an owner")
                                : "This needs a key with the scope " + needed.text()));
    }

    private static @Nullable String bearerToken(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }

    private void askDatabase(HttpServerRequest request, String key, Scope needed, Consumer<Access> passed) {
        checks.run(
                request,
                () -> open(key),
                access -> pass(request, access, needed, passed),
                failure -> failed(request, failure));
    }

    private void failed(HttpServerRequest request, Throwable failure) {
        if (failure instanceof AuthenticationException) {
            refuse(
                    request,
                    "The API key or token is unknown, revoked or expired",
                    "Bearer realm=\"notifyflow\", error=\"invalid_token\"");
        } else if (failure instanceof InvalidRequest unusable) {
            problems.send(request, unusable.problem());
        } else {
            // A flood of unknown keys must not fill the log.
            if (!(failure instanceof TimeoutException)) {
                log.warn("An API key could not be checked: {}", failure.getMessage());
            }
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
            problems.send(
                    request,
                    Problem.of(
                            "unavailable",
                            "The hub cannot serve this now",
                            503,
                            "The hub's database, or the provider of sign-in, does not answer; nothing was accepted. Try again"
                                    + " in a moment"));
        }
    }

    private void refuse(HttpServerRequest request, String message, String challenge) {
        request.response().putHeader("WWW-Authenticate", challenge);
        problems.send(request, Problem.of("unauthorized", "An API key is needed", 401, message));
    }
}
