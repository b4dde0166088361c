package io.notifyflow.sandbox;

import io.notifyflow.account.LocalSandbox;
import io.notifyflow.account.OperatorSessions;
import io.notifyflow.account.PublicAddress;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides who may use the sandbox: the hub itself, programs on this machine where it is open to them, and signed-in
 * operators, who see what it holds.
 */
@Component
class SandboxGate implements Handler<RoutingContext> {

    private static final Logger log = LoggerFactory.getLogger(SandboxGate.class);
    private static final String BOT = "Bot ";
    private static final String SIGN_IN = "/sign-in";

    /** Names of this machine that no name server can give to another. */
    private static final List<String> LOCAL_HOSTS = List.of("localhost", "127.0.0.1", "[::1]");

    /** Whoever sets one of these passes on a request of somebody else. */
    private static final List<String> PROXIES_HEADERS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    private final LocalSandbox settings;
    private final OperatorSessions operators;
    private final PublicAddress address;
    private final Vertx vertx;

    SandboxGate(LocalSandbox settings, OperatorSessions operators, PublicAddress address, Vertx vertx) {
        this.settings = settings;
        this.operators = operators;
        this.address = address;
        this.vertx = vertx;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isOurs(request)) {
            refuse(
                    context,
                    421,
                    "The sandbox answers only as localhost, 127.0.0.1 or [::1], and under the hub's public URL"
                            + " (NOTIFYFLOW_PUBLICURL). Use one of these addresses.");
        } else if (isFromHub(request) || settings.open() && isFromThisMachine(request)) {
            context.next();
        } else if (context.normalizedPath().startsWith("/sandbox/api/")) {
            Reply reply = DiscordError.UNAUTHORIZED.reply();
            context.response()
                    .setStatusCode(reply.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(reply.body());
        } else if (isAskedByAnotherSite(request)) {
            refuse(context, 403, "Another site asked for this. Open the sandbox's own page.");
        } else {
            admitOperator(context);
        }
    }

    /** A name that a foreign name server leads here must not make a browser read this hub's messages. */
    private boolean isOurs(HttpServerRequest request) {
        if (request.authority() == null || request.authority().host() == null) {
            return false;
        }
        String host = request.authority().host().toLowerCase(Locale.ROOT);
        return LOCAL_HOSTS.contains(host)
                || host.equals("::1")
                || address.known() && host.equals(URI.create(address.origin()).getHost());
    }

    private boolean isFromHub(HttpServerRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        return credentials != null
                && credentials.startsWith(BOT)
                && settings.isPass(credentials.substring(BOT.length()));
    }

    private static boolean isFromThisMachine(HttpServerRequest request) {
        return !isAskedByAnotherSite(request)
                && PROXIES_HEADERS.stream().noneMatch(request.headers()::contains)
                && isLoopback(request.remoteAddress().hostAddress());
    }

    private static boolean isLoopback(@Nullable String literal) {
        return literal != null && InetAddress.ofLiteral(literal).isLoopbackAddress();
    }

    /** Another site's page may lead here, but not change or read anything. */
    private static boolean isAskedByAnotherSite(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean opened = request.method() == HttpMethod.GET && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
        return site != null && !site.equals("same-origin") && !site.equals("none") && !opened;
    }

    private void admitOperator(RoutingContext context) {
        Cookie session = context.request().getCookie(operators.cookie());
        if (session == null) {
            askToSignIn(context);
            return;
        }
        context.request().pause();
        vertx.executeBlocking(() -> operators.isOperators(session.getValue()), false)
                .onSuccess(operator -> {
                    context.request().resume();
                    if (operator) {
                        context.next();
                    } else {
                        askToSignIn(context);
                    }
                })
                .onFailure(failure -> {
                    log.warn("A session for the sandbox cannot be checked: {}", failure.getMessage());
                    context.request().resume();
                    refuse(context, 503, "The hub's database does not answer. Try again in a moment.");
                });
    }

    private static void askToSignIn(RoutingContext context) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        if (context.request().method() == HttpMethod.GET && accepted != null && accepted.contains("text/html")) {
            context.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, SIGN_IN)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end();
        } else {
            refuse(
                    context,
                    401,
                    "Sign in at " + SIGN_IN + " as an owner of the operator's account, then open the sandbox again.");
        }
    }

    private static void refuse(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("{\"message\":\"" + message + "\"}");
    }
}
