package io.notifyflow.sandbox;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The sandbox's page for people, and the files it loads. Rendering takes microseconds, so it is done inline. */
final class SandboxPages {

    private static final int PER_PAGE = 50;
    private static final int NO_CONTENT = 204;
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Sandbox sandbox;
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, SandboxPages.class.getClassLoader(), "io.notifyflow.jte");

    SandboxPages(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    void serveOn(Router router) {
        Buffer htmx = resource("META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js");
        Buffer stylesheet = resource("static/css/sandbox.css");
        router.get("/assets/htmx.min.js").handler(context -> asset(context, "text/javascript; charset=utf-8", htmx));
        router.get("/assets/sandbox.css").handler(context -> asset(context, "text/css; charset=utf-8", stylesheet));
        router.get("/fragment").handler(this::fragment);
        router.get("/").handler(context -> render(context, "sandbox.jte", view(context)));
    }

    /** 204 leaves the page as it is, and with it the reader's place and selection. */
    private void fragment(RoutingContext context) {
        if (context.request().getParam("seen", "").equals(version(sandbox.stats()))) {
            secured(context).setStatusCode(NO_CONTENT).end();
        } else {
            render(context, "sandbox/messages.jte", view(context));
        }
    }

    private static String version(SandboxStats stats) {
        return stats.stored() + "-" + stats.kept() + "-" + stats.throttled();
    }

    private SandboxView view(RoutingContext context) {
        // Counted before the list is read: what comes in between is then shown by the next poll at the latest.
        SandboxStats stats = sandbox.stats();
        long before = Snowflakes.parse(context.request().getParam("before"));
        boolean newest = before == 0;
        List<SandboxMessage> messages = sandbox.store().before(newest ? Long.MAX_VALUE : before, PER_PAGE + 1);
        List<SandboxMessage> shown = messages.subList(Math.max(0, messages.size() - PER_PAGE), messages.size())
                .reversed();
        return new SandboxView(
                base(context),
                version(stats),
                stats,
                sandbox.settings().keep(),
                sandbox.settings().keepSize().toBytes(),
                shown.stream().map(SandboxCard::of).toList(),
                newest,
                messages.size() > PER_PAGE ? Long.toString(shown.getLast().id()) : null);
    }

    private static String base(RoutingContext context) {
        String mountPoint = context.mountPoint() == null ? "" : context.mountPoint();
        return mountPoint.endsWith("/") ? mountPoint.substring(0, mountPoint.length() - 1) : mountPoint;
    }

    private void render(RoutingContext context, String template, SandboxView view) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        templates.render(template, view, output);
        secured(context)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(output.toByteArray()));
    }

    private static void asset(RoutingContext context, String type, Buffer content) {
        secured(context)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600")
                .end(content);
    }

    private static HttpServerResponse secured(RoutingContext context) {
        return context.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static Buffer resource(String path) {
        try (InputStream stream = SandboxPages.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException(path + " is missing from the class path");
            }
            return Buffer.buffer(stream.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + path, unreadable);
        }
    }
}
