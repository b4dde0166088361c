package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** How its sender signs is a setting of any source that has an address. */
@HubTest
class WebhookSignatureTest {

    private static final String BODY = "{\"category\":\"sale\",\"title\":\"T\"}";
    private static final String SHA256 = "4baa2320f7cd375c2d55e46df6e6342e47dd2036230e3dea63995ff345d6cbff";
    private static final String BASE64 = "S6ojIPfNN1wtVeRt9uY0LkfdIDYjDj3qY5lf80XWy/8=";

    @Autowired
    Hub hub;

    @Autowired
    Clock clock;

    @Autowired
    CamelContext camel;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private TestSource source(String type, String settings) {
        return TestSource.of(
                account,
                type,
                "\"category\":\"bug\"",
                "\"secret\":\"hush\"",
                "\"settings\":" + settings.replace('\'', '"'));
    }

    private static void assertInvalid(HttpResponse<String> response) {
        assertProblem(response, 401, "invalid-signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "github", "alertmanager"})
    void aSettingCountsInPlaceOfTheTypesOwn(String type) {
        TestSource source = source(
                type,
                "{'signature':'hmac-sha256','signatureHeader':'X-Shopify-Hmac-Sha256','signatureEncoding':'base64'}");

        assertThat(source.post(BODY, "X-Shopify-Hmac-Sha256", BASE64).statusCode())
                .isLessThan(300);
        assertInvalid(source.post(BODY + " ", "X-Shopify-Hmac-Sha256", BASE64));
        assertInvalid(source.post(BODY, "X-Hub-Signature-256", "sha256=" + SHA256));
        assertInvalid(source.post(BODY));
    }

    @Test
    void cloudEventsMayBeSignedAnyWay() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.sale\"}";
        TestSource source = source("cloudevents", "{'signature':'token','signatureHeader':'X-Key'}");

        source.accept(event, "Content-Type", "application/cloudevents+json", "X-Key", "hush");
        assertInvalid(source.post(event, "Content-Type", "application/cloudevents+json", "X-Key", "hash"));
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        TestSource source = source(
                "json",
                "{'signature':'hmac-sha256','signatureHeader':'X-PagerDuty-Signature','signaturePrefix':'v1='}");

        source.accept(BODY, "X-PagerDuty-Signature", "v1=130dcacb53a94d98,v1=" + SHA256);
        source.accept(BODY, "X-PagerDuty-Signature", "v1=130dcacb53a94d98", "X-PagerDuty-Signature", "v1=" + SHA256);
        assertInvalid(source.post(BODY, "X-PagerDuty-Signature", "v1=130dcacb53a94d98"));
    }

    @Test
    void aTimeMayBeFiveMinutesAway() {
        TestSource source = source(
                "json",
                "{'signature':'hmac-sha256','signatureHeader':'X-Slack-Signature','signaturePrefix':'v0=',"
                        + "'timestampHeader':'X-Slack-Request-Timestamp','signedContent':'v0:{timestamp}:{body}'}");
        long now = clock.instant().getEpochSecond();

        source.accept(BODY, slack(now, now));
        assertInvalid(source.post(BODY, slack(now - 310, now - 310)));
        assertInvalid(source.post(BODY, slack(now - 310, now)));
        assertInvalid(source.post(BODY, "X-Slack-Signature", slack(now, now)[3]));
    }

    private static String[] slack(long signed, long sent) {
        return new String[] {
            "X-Slack-Request-Timestamp", "" + sent, "X-Slack-Signature", "v0=" + hmac("v0:" + signed + ":" + BODY)
        };
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("hush".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stripesSchemeMayBeInAnotherHeader() {
        TestSource source = source("json", "{'signature':'stripe','signatureHeader':'Calendly-Webhook-Signature'}");
        long now = clock.instant().getEpochSecond();

        source.accept(BODY, "Calendly-Webhook-Signature", "t=" + now + ",v1=" + hmac(now + "." + BODY));
        assertInvalid(source.post(BODY, "Stripe-Signature", "t=" + now + ",v1=" + hmac(now + "." + BODY)));
    }

    @Test
    void aPasswordIsAskedFor() {
        TestSource source = source("json", "{'signature':'basic','user':'hub'}");

        HttpResponse<String> without = source.post(BODY);

        assertInvalid(without);
        assertThat(without.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic realm="));
        source.accept(BODY, "Authorization", "Basic aHViOmh1c2g=");
        assertInvalid(source.post(BODY, "Authorization", "Basic aHViOmh1c2gx"));
    }

    @Test
    void settingsOfASignatureAreNoPartOfAMapping() {
        TestSource source = source("json", "{'signature':'token','title':'.name','category':'sale'}");

        assertThat(source.accept("{\"name\":\"N\"}", "Authorization", "Bearer hush")
                        .getFirst()
                        .path("title")
                        .asText())
                .isEqualTo("N");
        source("json", "{'signature':'token'}").accept(BODY, "Authorization", "hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'signature':'sha256'}                              | settings.signature         | one of standard, stripe, hmac-sha256",
                "{'signature':7}                                     | settings.signature         | one of standard",
                "{'signature':'hmac-sha256'}                         | settings.signatureHeader   | is required",
                "{'signature':'hmac-sha256','signatureHeader':'a b'} | settings.signatureHeader   | name of a header",
                "{'signature':'hmac-sha1','signatureHeader':'X','signatureEncoding':'utf'} | settings.signatureEncoding | hex or base64",
                "{'signature':'hmac-sha512','signatureHeader':'X','signaturePrefix':'a,b'} | settings.signaturePrefix | no comma",
                "{'signature':'hmac-sha256','signatureHeader':'X','signedContent':'{time}.{body}'} | settings.signedContent | {time}",
                "{'signature':'hmac-sha256','signatureHeader':'X','signedContent':'v0'} | settings.signedContent | {body} once",
                "{'signature':'hmac-sha256','signatureHeader':'X','signedContent':'{body'} | settings.signedContent | other half",
                "{'signature':'hmac-sha256','signatureHeader':'X','signedContent':'{timestamp}.{body}'} | settings.timestampHeader | is required",
                "{'signature':'hmac-sha256','signatureHeader':'X','timestampHeader':'T','signedContent':'{body}'} | settings.signedContent | {timestamp}",
                "{'signature':'basic'}                               | settings.user              | is required",
                "{'signature':'basic','user':'a:b'}                  | settings.user              | without a colon",
                "{'signature':'token','signatureEncoding':'hex'}     | settings.signatureEncoding | is not used with signature token",
                "{'signature':'standard','signatureHeader':'X'}      | settings.signatureHeader   | is not used",
                "{'signatureHeader':'X'}                             | settings.signatureHeader   | needs the setting signature",
                "{'signature':'none'}                                | secret                     | is not used",
                "{'get':'yes'}                                       | settings.get               | true or false",
                "{'get':true}                                        | settings.get               | token or basic",
                "{'get':'true','signature':'stripe'}                 | settings.get               | token or basic",
            })
    void whatIsWrongIsSaidWhenItIsSaved(String settings, String member, String told) {
        HttpResponse<String> response = TestSource.create(
                account,
                "{\"type\":\"json\",\"name\":\"n\",\"secret\":\"hush\",\"settings\":" + settings.replace('\'', '"')
                        + "}");

        assertProblem(response, 422, "invalid-source");
        assertThat(json(response).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }

    @Test
    void aSignatureNeedsASecretAlsoAfterAChange() {
        String settings = "\"settings\":{\"signature\":\"token\"}";
        TestSource source = TestSource.of(account, "json", "\"secret\":\"hush\"", settings);

        HttpResponse<String> without =
                TestSource.create(account, "{\"type\":\"json\",\"name\":\"n\"," + settings + "}");
        HttpResponse<String> changed = account.call("PATCH", "/api/v1/sources/" + source.id(), "{\"secret\":null}");

        assertProblem(without, 422, "invalid-source");
        assertThat(without.body()).contains("secret is required with signature token");
        assertProblem(changed, 422, "invalid-source");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hmac-sha256 | X-Up | sha256=                       | X-Up          | sha256=" + SHA256,
                "token       | X-Up |                               | X-Up          | hush",
                "basic       |      | user: hub                     | Authorization | Basic aHViOmh1c2g=",
            })
    void aFileCanSayItForItsType(String scheme, String header, String more, String sent, String value)
            throws Exception {
        String file =
                """
                - templatedRoute:
                    routeTemplateRef: webhook-source
                    routeId: source.signed
                    parameters:
                      - name: type
                        value: signed
                      - name: signature
                        value: %s
                %s  - name: event
                        value: |
                          {category, title}
                """
                        .formatted(scheme, parameters(header, more));
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("signed.camel.yaml", file));
        try {
            TestSource source = TestSource.of(account, "signed", "\"secret\":\"hush\"");

            source.accept(BODY, sent, value);
            assertInvalid(source.post(BODY));
            source("signed", "{'signature':'token','signatureHeader':'X-Mine'}").accept(BODY, "X-Mine", "hush");
        } finally {
            camel.getRouteController().stopRoute("source.signed");
            camel.removeRoute("source.signed");
        }
    }

    private static String parameters(String header, String more) {
        var parameters = new StringBuilder();
        if (header != null) {
            parameters.append(parameter("signatureHeader", header));
        }
        if (more != null) {
            String[] named = more.contains(": ") ? more.split(": ") : new String[] {"signaturePrefix", more};
            parameters.append(parameter(named[0], named[1]));
        }
        return parameters + "    ";
    }

    private static String parameter(String name, String value) {
        return "      - name: " + name + "\n        value: " + value + "\n";
    }
}
