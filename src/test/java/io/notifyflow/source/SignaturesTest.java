package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.source.TestSource.fixture;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Who knows the secret is let in, and nobody else. */
@HubTest
class SignaturesTest {

    private static final String INVALID = "invalid-signature";
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String STANDARD_SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Autowired
    Hub hub;

    @Autowired
    Clock clock;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private TestSource source(String type, String secret) {
        return TestSource.of(account, type, "\"category\":\"bug\"", "\"secret\":\"" + secret + "\"");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(String secret, String text) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            quoteCharacter = '"',
            value = {
                "github,  github/push,     X-Hub-Signature-256,           sha256=, X-GitHub-Event=push",
                "sentry,  sentry/issue,    Sentry-Hook-Signature,         \"\",    Sentry-Hook-Resource=issue",
                "grafana, grafana/firing,  X-Grafana-Alerting-Signature,  \"\",    Accept=*/*",
            })
    void anHmacOfTheBodyIsAskedFor(String type, String payload, String header, String prefix, String other) {
        TestSource source = source(type, SECRET);
        String body = fixture(payload);
        String[] named = other.split("=", 2);
        String signature = prefix + hex(SECRET, body);

        source.accept(body, header, signature, named[0], named[1]);
        assertProblem(source.post(body, named[0], named[1]), 401, INVALID);
        assertProblem(source.post(body + " ", header, signature, named[0], named[1]), 401, INVALID);
        assertProblem(source.post(body, header, prefix + hex("wrong", body), named[0], named[1]), 401, INVALID);
    }

    /** As documented, and as github.com/grafana/alerting signs where no header is named. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Grafana-Alerting-Signature", "X-Grafana-Alert-Signature"})
    void grafanasSignatureMayHoldATime(String header) {
        TestSource source = TestSource.of(
                account,
                "grafana",
                "\"category\":\"bug\"",
                "\"secret\":\"" + SECRET + "\"",
                "\"settings\":{\"timestampHeader\":\"X-Grafana-Alerting-Timestamp\"}");
        String body = fixture("grafana/firing");
        long now = now();
        long old = now - 310;

        source.accept(body, grafana(header, now, now + ":" + body));
        assertProblem(source.post(body, grafana(header, old, old + ":" + body)), 401, INVALID);
        assertProblem(source.post(body, grafana(header, now, old + ":" + body)), 401, INVALID);
        assertProblem(source.post(body, grafana(header, now, body)), 401, INVALID);
        assertProblem(source.post(body, header, hex(SECRET, body)), 401, INVALID);
    }

    private static String[] grafana(String header, long time, String signed) {
        return new String[] {header, hex(SECRET, signed), "X-Grafana-Alerting-Timestamp", "" + time};
    }

    /** GitHub's own example of a signature: docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries. */
    @Test
    void gitHubsOwnExampleIsValid() {
        TestSource source = source("github", SECRET);

        assertProblem(
                source.post(
                        "Hello, World!",
                        "X-Hub-Signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                400,
                "malformed-body");
    }

    @Test
    void aTokenInAHeaderIsAskedFor() {
        TestSource gitlab = source("gitlab", SECRET);
        TestSource alertmanager = source("alertmanager", SECRET);

        gitlab.accept(fixture("gitlab/push"), "X-Gitlab-Token", SECRET);
        assertProblem(gitlab.post(fixture("gitlab/push")), 401, INVALID);
        assertProblem(gitlab.post(fixture("gitlab/push"), "X-Gitlab-Token", "x"), 401, INVALID);
        alertmanager.accept(fixture("alertmanager/group"), "Authorization", "Bearer " + SECRET);
        assertProblem(alertmanager.post(fixture("alertmanager/group"), "Authorization", "Bearer x"), 401, INVALID);
    }

    @Test
    void stripesSignatureHoldsForFiveMinutes() {
        TestSource source = source("stripe", SECRET);
        String body = fixture("stripe/checkout");

        source.accept(body, "Stripe-Signature", stripe(SECRET, now(), body));
        source.accept(body, "Stripe-Signature", stripe("old", now(), body) + ",v1=" + hex(SECRET, now() + "." + body));
        assertProblem(source.post(body, "Stripe-Signature", stripe(SECRET, now() - 310, body)), 401, INVALID);
        assertProblem(source.post(body, "Stripe-Signature", stripe("wrong", now(), body)), 401, INVALID);
        assertProblem(source.post(body, "Stripe-Signature", "t=x,v1="), 401, INVALID);
        assertProblem(source.post(body), 401, INVALID);
    }

    private static String stripe(String secret, long time, String body) {
        return "t=" + time + ",v1=" + hex(secret, time + "." + body) + ",v0=6ffbb59b2300aae63f272406069a9788";
    }

    @ParameterizedTest
    @CsvSource({"webhook-, ''", "webhook-, whsec_", "svix-, whsec_"})
    void standardWebhooksAreVerified(String family, String prefix) {
        TestSource source = source("json", prefix + STANDARD_SECRET);
        byte[] key = prefix.isEmpty()
                ? STANDARD_SECRET.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(STANDARD_SECRET);
        String body = "{\"category\":\"sale\"}";

        source.accept(body, standard(family, key, now(), body));
        assertProblem(source.post(body, standard(family, new byte[] {1}, now(), body)), 401, INVALID);
        assertProblem(source.post(body, standard(family, key, now() - 310, body)), 401, INVALID);
        assertProblem(source.post(body + " ", standard(family, key, now(), body)), 401, INVALID);
        assertProblem(source.post(body), 401, INVALID);
    }

    private static String[] standard(String family, byte[] key, long time, String body) {
        String signed = Base64.getEncoder().encodeToString(hmac(key, "msg_1." + time + "." + body));
        return new String[] {
            family + "id", "msg_1", family + "timestamp", "" + time, family + "signature", "v1,AAAA v1," + signed
        };
    }
}
