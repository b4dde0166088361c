package io.notifyflow.delivery.webhook;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A webhook is signed with what its owner entered, and never with nothing. */
@HubTest
class SigningSecretsTest {

    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_KEY = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private HttpResponse<String> enter(String url, String secrets) {
        return account.call(
                "POST",
                "/api/v1/destinations",
                "{\"name\":\"hook\",\"type\":\"webhook\",\"default\":true,\"settings\":{\"url\":\"" + url
                        + "\",\"secrets\":\"" + secrets + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ", ,",
                " , ",
                ",,,,",
                "whsec_",
                "whsec_,",
                "whsec_" + KEY + ",",
                "," + KEY,
                KEY + ",," + OTHER_KEY,
                KEY + " , , " + OTHER_KEY,
                "whsec_dG9vIHNob3J0",
                "whsec_no Base64 at all",
                "whsec_" + KEY + " whsec_dG9vIHNob3J0",
            })
    void refusesWhatIsNotAListOfSecrets(String secrets) {
        HttpResponse<String> refused = enter("http://127.0.0.1:9/", secrets);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(json(refused).at("/errors/0/member").asText()).isEqualTo("settings.secrets");
        assertThat(refused.body()).doesNotContain(KEY);
    }

    @Test
    void refusesMoreThanFiveSecretsAndTooLongOnes() {
        String six = String.join(" ", Collections.nCopies(6, KEY));
        String tooLong = Base64.getEncoder().encodeToString(new byte[65]);

        assertThat(enter("http://127.0.0.1:9/", six).statusCode()).isEqualTo(422);
        assertThat(enter("http://127.0.0.1:9/", tooLong).statusCode()).isEqualTo(422);
        assertThat(enter("http://127.0.0.1:9/", KEY + ", " + OTHER_KEY).statusCode())
                .isEqualTo(201);
    }

    /** As rows are from before secrets were checked like this. */
    @Test
    void neverSendsWithoutASignature() {
        try (var receiver = new Receiver(request -> Receiver.Answer.of(200, ""))) {
            account.addUnchecked(
                    "webhook", "old", "{\"url\":\"" + receiver.address("/hook") + "\",\"secrets\":\" , \"}");

            account.accept("{\"category\":\"sale\"}");

            await().until(() -> account.deliveries("dead") == 1);
            assertThat(receiver.requests()).isEmpty();
            assertThat(account.lastDetail()).contains("secrets", "Enter it again");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_" + KEY + ", whsec_" + KEY,
        KEY + ", " + KEY,
        "whsec_" + KEY + ", " + KEY,
        KEY + ", whsec_" + KEY,
        OTHER_KEY + " whsec_" + KEY + ", " + KEY,
    })
    void oneHubsWebhookIsTheOthersSource(String signedWith, String expected) {
        TestAccount other = hub.newAccount();
        String path = source(other, expected);

        assertThat(enter(hub.address() + path, signedWith).statusCode()).isEqualTo(201);
        account.accept("{\"category\":\"sale\",\"title\":\"From hub to hub\"}");

        await().until(() -> account.deliveries("delivered") == 1);
        assertThat(titles(other)).containsExactly("From hub to hub");
    }

    @Test
    void anotherSecretIsRefused() {
        TestAccount other = hub.newAccount();
        String path = source(other, "whsec_" + OTHER_KEY);

        enter(hub.address() + path, "whsec_" + KEY);
        account.accept("{\"category\":\"sale\",\"title\":\"From a stranger\"}");

        await().until(() -> account.lastDetail().contains("HTTP 401"));
        assertThat(titles(other)).isEmpty();
    }

    private static String source(TestAccount account, String secret) {
        HttpResponse<String> made = account.call(
                "POST",
                "/api/v1/sources",
                "{\"type\":\"json\",\"name\":\"the other hub\",\"category\":\"sale\",\"secret\":\"" + secret
                        + "\",\"settings\":{\"title\":\"$.data.title\"}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("path").asText();
    }

    private List<String> titles(TestAccount of) {
        return hub.jdbc()
                .sql("SELECT title FROM event WHERE account_id = ?")
                .param(of.id())
                .query(String.class)
                .list();
    }
}
