package io.notifyflow.gateway;

import io.notifyflow.account.Access;
import io.notifyflow.account.SourceAddresses;
import io.notifyflow.account.SourceSizes;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.gateway.connection.ClientConnection;
import io.notifyflow.gateway.engine.ProblemResponse;
import io.notifyflow.gateway.engine.Target;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a request to its route: what can be checked before the body, then the body, then what needs it. A slot of those
 * routes that anybody may call is taken when the body is whole, so nobody keeps one by sending slowly.
 */
@Component
class RouteDispatch {

    private static final Logger log = LoggerFactory.getLogger(RouteDispatch.class);

    private final GatewaySettings settings;
    private final SourceSizes sizes;
    private final BodyReader bodies;
    private final SignatureCheck signatures;
    private final SourceAddresses sources;
    private final KeyChecks checks;
    private final TrustedProxies proxies;
    private final ProblemResponse problems;
    private final Slots webhookSlots;
    private final Slots sourceSlots;

    RouteDispatch(
            GatewaySettings settings,
            SourceSizes sizes,
            BodyReader bodies,
            SignatureCheck signatures,
            SourceAddresses sources,
            KeyChecks checks,
            TrustedProxies proxies,
            ProblemResponse problems) {
        this.settings = settings;
        this.sizes = sizes;
        this.bodies = bodies;
        this.signatures = signatures;
        this.sources = sources;
        this.checks = checks;
        this.proxies = proxies;
        this.problems = problems;
        this.webhookSlots = new Slots(settings.webhooks());
        this.sourceSlots = new Slots(settings.sources());
    }

    /** Reads the body, and serves the request or refuses it. */
    void serve(HttpServerRequest request, Target.Found found, @Nullable Access access) {
        String path = found.route().path();
        if (path.startsWith(Gateway.SOURCES)) {
            serveSource(request, found);
        } else if (path.startsWith(Gateway.WEBHOOKS)) {
            read(request, found, null, settings.webhookSize().toBytes(), proxies.network(request), webhookSlots);
        } else {
            long limit = Gateway.EVENTS.equals(path)
                    ? settings.eventSize().toBytes()
                    : settings.batchSize().toBytes();
            read(
                    request,
                    found,
                    access,
                    limit,
                    access == null ? proxies.network(request) : access.account().id(),
                    null);
        }
    }

    /** The route checks the key, too: where the whole request is here, nothing is won by asking twice. */
    private void serveSource(HttpServerRequest request, Target.Found found) {
        Map<String, String> parameters = found.parameters();
        String key = parameters.get("sourceKey");
        String type = type(found);
        long limit = sizes.of(type);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean refusedAnyway = length != null && Long.parseLong(length) > limit;
        if (key == null || refusedAnyway || ClientConnection.of(request).hasWholeRequest()) {
            read(request, found, null, limit, proxies.network(request), sourceSlots);
            return;
        }
        checks.run(
                request,
                () -> sources.account(type, key),
                account -> readOfSource(request, found, account, limit),
                failure -> unavailable(request, failure));
    }

    /** A parameter of the path, or the part of it that stands there for a type with a route of its own. */
    private static String type(Target.Found found) {
        String type = found.parameters().get("type");
        return type == null
                ? found.route().path().substring(Gateway.SOURCES.length()).split("/", 2)[0]
                : type;
    }

    private void readOfSource(HttpServerRequest request, Target.Found found, Optional<UUID> account, long limit) {
        if (account.isPresent()) {
            read(request, found, null, limit, account.get(), sourceSlots);
        } else {
            problems.send(request, SourceAddresses.UNKNOWN);
        }
    }

    private void unavailable(HttpServerRequest request, Throwable failure) {
        if (failure instanceof InvalidRequest unreadable) {
            problems.send(request, unreadable.problem());
            return;
        }
        // A flood of unknown keys must not fill the log.
        if (!(failure instanceof TimeoutException)) {
            log.warn("The key of a source could not be checked: {}", failure.getMessage());
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
        problems.send(
                request,
                Problem.of(
                        "unavailable",
                        "The hub cannot serve this now",
                        503,
                        "The hub's database does not answer; nothing was accepted. Try again in a moment"));
    }

    private void read(
            HttpServerRequest request,
            Target.Found found,
            @Nullable Access access,
            long limit,
            Object client,
            @Nullable Slots slots) {
        bodies.read(
                request,
                limit,
                client,
                (body, release) -> signatures.check(
                        request,
                        access,
                        body,
                        release,
                        () -> serveWhole(request, found, access, body, release, slots)));
    }

    private void serveWhole(
            HttpServerRequest request,
            Target.Found found,
            @Nullable Access access,
            byte @Nullable [] body,
            Runnable release,
            @Nullable Slots slots) {
        if (slots == null) {
            found.route().serve(request, found.parameters(), access, body, release);
        } else if (!slots.takeInTurn(onLoop(() -> serveInSlot(request, found, access, body, release, slots)))) {
            release.run();
            refuseForNow(request);
        }
    }

    private void serveInSlot(
            HttpServerRequest request,
            Target.Found found,
            @Nullable Access access,
            byte @Nullable [] body,
            Runnable release,
            Slots slots) {
        Runnable done = once(() -> {
            slots.give();
            release.run();
        });
        try {
            found.route().serve(request, found.parameters(), access, body, done);
        } catch (RuntimeException failed) {
            done.run();
            log.error("A request failed before it came to its route", failed);
            problems.sendInternalError(request);
        }
    }

    /** At once where this is the event loop of the request already; a slot may become free on any other. */
    private static Runnable onLoop(Runnable task) {
        Context loop = Vertx.currentContext();
        return () -> {
            if (Vertx.currentContext() == loop) {
                task.run();
            } else {
                loop.runOnContext(any -> task.run());
            }
        };
    }

    private static Runnable once(Runnable task) {
        var ran = new AtomicBoolean();
        return () -> {
            if (ran.compareAndSet(false, true)) {
                task.run();
            }
        };
    }

    /** Costs little, so that what was accepted before is done soon. */
    void refuseForNow(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        problems.send(
                request,
                Problem.of(
                        "overloaded",
                        "The hub has more to do than it can in good time",
                        503,
                        "Nothing was accepted. Try again in a moment"));
    }

    /** The body is read for its signature, and then refused with the rest. */
    void refuseSigned(HttpServerRequest request, Target target, @Nullable Access access) {
        Object client =
                access == null ? proxies.network(request) : access.account().id();
        bodies.read(
                request,
                settings.batchSize().toBytes(),
                client,
                (body, release) -> signatures.check(request, access, body, release, () -> {
                    release.run();
                    refuse(request, target);
                }));
    }

    void refuse(HttpServerRequest request, Target target) {
        switch (target) {
            case Target.OtherMethods other -> refuseMethod(request, String.join(", ", other.allowed()));
            case Target.OtherTypes other -> refuseType(request, other.accepted());
            case Target.NotAcceptable other -> refuseAccept(request, other.made());
            case Target.Nobody nobody ->
                problems.send(
                        request, Problem.of("not-found", "There is nothing here", 404, "The API has no such path"));
            case Target.Found found ->
                throw new IllegalStateException(
                        "A route serves " + found.route().path());
        }
    }

    private void refuseMethod(HttpServerRequest request, String allowed) {
        request.response().putHeader(HttpHeaders.ALLOW, allowed);
        problems.send(
                request,
                Problem.of("method-not-allowed", "The method is not allowed here", 405, "Allowed here: " + allowed));
    }

    private void refuseType(HttpServerRequest request, List<String> accepted) {
        problems.send(
                request,
                Problem.of(
                        "unsupported-media-type",
                        "The content type is not supported",
                        415,
                        "Send one of these as Content-Type: " + String.join(", ", accepted)));
    }

    private void refuseAccept(HttpServerRequest request, List<String> made) {
        problems.send(
                request,
                Problem.of(
                        "not-acceptable",
                        "The answer has no type that the client accepts",
                        406,
                        "Accept one of these: " + String.join(", ", made)));
    }
}
