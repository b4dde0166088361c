package io.notifyflow.gateway.engine;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class HubEngineTest {

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    final List<String> added = new ArrayList<>();

    @AfterEach
    void removeRoutes() throws Exception {
        for (String route : added) {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
        }
    }

    private interface Steps {
        void of(RouteBuilder builder) throws Exception;
    }

    private void add(String id, Steps steps) throws Exception {
        added.add(id);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                steps.of(this);
            }
        });
    }

    private HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(hub.address() + path));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    @Test
    void servesARouteFromItsStartToItsStop() throws Exception {
        add("engine.greet", route -> route.from("platform-http:/engine/greet/{name}?httpMethodRestrict=GET")
                .routeId("engine.greet")
                .setBody(route.simple("Hello ${variable.path.name}, ${variable.query.mood}")));

        HttpResponse<String> greeting = get("/engine/greet/J%C3%B6rg%2F1?mood=merry");
        assertThat(greeting.statusCode()).isEqualTo(200);
        assertThat(greeting.body()).isEqualTo("Hello Jörg/1, merry");
        assertThat(greeting.headers().firstValue("name")).isEmpty();
        assertThat(send(HttpRequest.newBuilder(URI.create(hub.address() + "/engine/greet/x"))
                                .DELETE()
                                .build())
                        .headers()
                        .firstValue("Allow"))
                .hasValue("GET, HEAD");

        camel.getRouteController().suspendRoute("engine.greet");
        assertThat(get("/engine/greet/x").statusCode()).isEqualTo(503);
        camel.getRouteController().resumeRoute("engine.greet");
        assertThat(get("/engine/greet/x/").statusCode()).isEqualTo(200);
        camel.getRouteController().stopRoute("engine.greet");
        assertThat(get("/engine/greet/x").statusCode()).isEqualTo(404);
        camel.getRouteController().startRoute("engine.greet");
        assertThat(get("/engine/greet/x").statusCode()).isEqualTo(200);
    }

    @Test
    void asksTheMostDefiniteRouteFirst() throws Exception {
        add("engine.prefix", route -> route.from("platform-http:/engine/part?matchOnUriPrefix=true")
                .routeId("engine.prefix")
                .setBody(route.constant("prefix")));
        add("engine.template", route -> route.from("platform-http:/engine/part/{x}")
                .routeId("engine.template")
                .setBody(route.constant("template")));
        add("engine.literal", route -> route.from("platform-http:/engine/part/known")
                .routeId("engine.literal")
                .setBody(route.constant("literal")));

        assertThat(get("/engine/part/known").body()).isEqualTo("literal");
        assertThat(get("/engine/./part//other").body()).isEqualTo("template");
        assertThat(get("/engine/part/other/still").body()).isEqualTo("prefix");
    }

    @Test
    void answersWhatTheRouteMade() throws Exception {
        add("engine.shapes", route -> route.from("platform-http:/engine/shapes/{shape}?produces=text/plain")
                .routeId("engine.shapes")
                .choice()
                .when(route.simple("${variable.path.shape} == 'stream'"))
                .process(exchange -> exchange.getMessage().setBody(new ByteArrayInputStream(new byte[1_000_000])))
                .when(route.simple("${variable.path.shape} == 'nothing'"))
                .setBody(route.simple("${null}"))
                .otherwise()
                .setHeader("X-Made", route.constant("here"))
                .setHeader("CamelHttpResponseCode", route.constant(201))
                .setBody(route.constant("text")));

        assertThat(get("/engine/shapes/stream").body()).hasSize(1_000_000);
        assertThat(get("/engine/shapes/nothing").statusCode()).isEqualTo(204);
        HttpResponse<String> text = get("/engine/shapes/text", "Accept", "text/*");
        assertThat(text.statusCode()).isEqualTo(201);
        assertThat(text.headers().firstValue("X-Made")).hasValue("here");
        assertThat(get("/engine/shapes/text", "Accept", "image/png").statusCode())
                .isEqualTo(406);
    }

    @Test
    void givesARouteTheBodyAsItCame() throws Exception {
        add("engine.echo", route -> route.from("platform-http:/engine/echo")
                .routeId("engine.echo")
                .convertBodyTo(byte[].class));

        HttpResponse<String> form = send(HttpRequest.newBuilder(URI.create(hub.address() + "/engine/echo"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=1&b=%20"))
                .build());

        assertThat(form.body()).isEqualTo("a=1&b=%20");
    }

    @Test
    void answersTheFailureOfAnyRouteAsAProblem() throws Exception {
        add("engine.broken", route -> route.from("platform-http:/engine/broken")
                .routeId("engine.broken")
                .errorHandler(route.noErrorHandler())
                .throwException(new IllegalStateException("Nobody's business")));

        HttpResponse<String> response = get("/engine/broken");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:internal-error");
        assertThat(response.body()).doesNotContain("business");
    }

    @Test
    void movesARouteThatBlocksOffTheEventLoop(CapturedOutput output) throws Exception {
        add("engine.blocking", route -> route.from("platform-http:/engine/blocking")
                .routeId("engine.blocking")
                .routePolicyRef("eventLoop")
                .process(exchange -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
                    exchange.getMessage().setBody(Thread.currentThread().getName());
                }));

        assertThat(get("/engine/blocking").body()).startsWith("vert.x-eventloop");
        Awaitility.await()
                .pollDelay(java.time.Duration.ZERO)
                .untilAsserted(() -> assertThat(get("/engine/blocking").body()).startsWith("request-"));
        assertThat(output).contains("Route engine.blocking promised by routePolicy eventLoop that it never waits");
    }

    @Test
    void pathQueryAndHeadersNeverStandForEachOther() throws Exception {
        add("engine.apart", route -> route.from("platform-http:/engine/apart/{name}")
                .routeId("engine.apart")
                .setBody(route.simple("${variable.path.name} ${variable.query.name} ${header.X-Name} ${header.name}"
                        + " ${header.Prefer} ${variable.http.method}")));

        assertThat(get("/engine/apart/path?name=query&Prefer=wait%3D9&path.name=other", "name", "header", "X-Name", "x")
                        .body())
                .isEqualTo("path query x   GET");
        assertThat(get("/engine/apart/path?a=1&a=2&name=%C3%A9+b").body()).isEqualTo("path é b    GET");
        assertThat(get("/engine/apart/path?name=%ff").statusCode()).isEqualTo(400);
        assertThat(get("/engine/apart/%C0%AF").statusCode()).isEqualTo(400);
    }

    @Test
    void noHeaderThatAComponentReadsComesFromTheClient() throws Exception {
        add("engine.orders", route -> route.from("platform-http:/engine/orders")
                .routeId("engine.orders")
                .process(exchange -> exchange.getMessage()
                        .setBody(new java.util.TreeSet<>(
                                        exchange.getMessage().getHeaders().keySet())
                                .toString())));

        HttpResponse<String> response = get(
                "/engine/orders?CamelHttpUri=http://x&mail.smtp.host=x&To=x&kafka.KEY=x",
                "CamelHttpUri",
                "http://127.0.0.1",
                "cAmelFileName",
                "x",
                "CAMELJdbcParameters",
                "x",
                "mail.smtp.host",
                "x",
                "mail.smtps.host",
                "x",
                "kafka.TOPIC",
                "x",
                "kafka.OVERRIDE_TOPIC",
                "x",
                "jdbc.x",
                "x",
                "org.apache.camel.x",
                "x",
                "To",
                "x",
                "Cc",
                "x",
                "Bcc",
                "x",
                "Subject",
                "x",
                "From",
                "x",
                "Reply-To",
                "x",
                "breadcrumbId",
                "x",
                "JMSReplyTo",
                "x",
                "Cookie",
                "a=b",
                "Authorization",
                "Basic x",
                "X-Forwarded-For",
                "1.2.3.4",
                "X-mail.smtp.host",
                "x",
                "X-Mine",
                "1",
                "Accept-Language",
                "de");

        assertThat(response.body().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo("[accept-language, user-agent, x-mine]");
        assertThat(response.headers().map()).doesNotContainKeys("x-mine", "accept-language", "user-agent");
    }

    @Test
    void headIsAnsweredWhereverThereIsGet() throws Exception {
        add("engine.head", route -> route.from("platform-http:/engine/head/{shape}?httpMethodRestrict=GET")
                .routeId("engine.head")
                .setHeader("X-Made", route.constant("here"))
                .choice()
                .when(route.simple("${variable.path.shape} == 'stream'"))
                .process(exchange -> exchange.getMessage().setBody(new ByteArrayInputStream(new byte[1_000_000])))
                .otherwise()
                .setBody(route.constant("text")));

        for (String path : List.of("/engine/head/text", "/engine/head/stream", "/openapi.yaml", "/api/v1/nothing")) {
            HttpResponse<String> got = get(path);
            HttpResponse<String> head = send(HttpRequest.newBuilder(URI.create(hub.address() + path))
                    .HEAD()
                    .build());
            assertThat(head.statusCode()).as(path).isEqualTo(got.statusCode());
            assertThat(head.body()).as(path).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .as(path)
                    .isEqualTo(got.headers().firstValue("Content-Type"));
            assertThat(head.headers().firstValue("X-Made"))
                    .isEqualTo(got.headers().firstValue("X-Made"));
        }
        assertThat(send(HttpRequest.newBuilder(URI.create(hub.address() + "/engine/head/text"))
                                .HEAD()
                                .build())
                        .headers()
                        .firstValue("Content-Length"))
                .hasValue("4");
    }
}
