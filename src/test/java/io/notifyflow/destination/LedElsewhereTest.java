package io.notifyflow.destination;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.DestinationType;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may change a destination or a source cannot have its secret sent to a place of their own. */
@HubTest
class LedElsewhereTest {

    private static final String TELEGRAM =
            "'token':'123456:planted-token-planted-token-pla','chat':'42','server':'http://127.0.0.1:9/old'";
    private static final String NTFY =
            "'topic':'planted-topic','token':'planted-token','server':'http://127.0.0.1:9/old'";
    private static final String WEBHOOK =
            "'url':'http://127.0.0.1:9/planted','secrets':'whsec_cGxhbnRlZHBsYW50ZWRwbGFudGVkcGxhbnRlZA=='";
    private static final String IMAP = "'host':'127.0.0.1','port':9143,'security':'starttls','user':'ada','minutes':60";
    private static final Map<String, String> SETTINGS =
            Map.of("telegram", TELEGRAM, "ntfy", NTFY, "webhook", WEBHOOK, "imap", IMAP);

    @Autowired
    Hub hub;

    @Autowired
    List<DestinationType> types;

    TestAccount account;
    String manager = "";

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        manager = json(account.call("POST", "/api/v1/keys", "{\"name\":\"manager\",\"scopes\":[\"manage\"]}"))
                .path("key")
                .asText();
    }

    private String destination(String type) {
        HttpResponse<String> entered = account.call(
                "POST",
                "/api/v1/destinations",
                quoted("{'name':'main','type':'" + type + "','settings':{" + SETTINGS.get(type) + "}}"));
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(201);
        return "/api/v1/destinations/" + json(entered).path("id").asText();
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    private HttpResponse<String> patch(String path, String body) {
        return account.callWith(manager, "PATCH", path, quoted(body));
    }

    private static List<String> members(HttpResponse<String> refused) {
        JsonNode errors = json(refused).path("errors");
        return StreamSupport.stream(errors.spliterator(), false)
                .map(error -> error.path("member").asText())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "telegram | 'server':'http://127.0.0.1:8/new'                       | settings.token",
                "telegram | 'server':null                                           | settings.token",
                "telegram | 'server':'http://127.0.0.1:9/old/other','chat':'43'     | settings.token",
                "ntfy     | 'server':'http://127.0.0.1:8/new'                       | settings.token settings.topic",
                "ntfy     | 'server':'http://127.0.0.1:9/older','topic':'other'       | settings.token",
                "ntfy     | 'server':null,'token':null                              | settings.topic",
                "webhook  | 'url':'http://127.0.0.1:8/new'                          | settings.secrets",
            })
    void aNewAddressAsksForTheSecretsAgain(String type, String change, String asked) {
        String path = destination(type);

        HttpResponse<String> refused = patch(path, "{'settings':{" + change + "}}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(members(refused)).containsExactlyInAnyOrder(asked.split(" "));
        assertThat(refused.body()).doesNotContain("planted").contains("entered again");
        assertThat(account.call("GET", path).body()).doesNotContain("/new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "telegram | 'chat':'43','silent':'true'",
                "telegram | 'token':'123456:another-token-another-token-ano'",
                "telegram | 'server':'http://127.0.0.1:9/old'",
                "telegram | 'server':'http://127.0.0.1:8/new','token':'123456:another-token-another-token-ano'",
                "ntfy     | 'priority':'5','tags':'a,b'",
                "ntfy     | 'topic':'other'",
                "ntfy     | 'server':'http://127.0.0.1:8/new','topic':'other','token':null",
                "webhook  | 'secrets':'whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy'",
                "webhook  | 'url':'http://127.0.0.1:8/new','secrets':'whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy'",
            })
    void otherChangesDoNot(String type, String change) {
        String path = destination(type);

        HttpResponse<String> changed = patch(path, "{'settings':{" + change + "}}");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(patch(path, "{'name':'renamed'}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'host':'localhost','port':9143,'security':'starttls'",
                "'host':'127.0.0.1','port':9144,'security':'starttls'",
                "'host':'127.0.0.1','port':9143,'security':'none'",
                "'host':'127.0.0.1','security':'starttls'",
            })
    void aMailboxElsewhereOrWithLessTlsAsksForThePasswordAgain(String change) {
        HttpResponse<String> made = account.call(
                "POST",
                "/api/v1/sources",
                quoted("{'type':'imap','name':'box','category':'sale','secret':'planted-password','settings':{" + IMAP
                        + "}}"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String path = "/api/v1/sources/" + json(made).path("sourceId").asText();
        String settings = "'settings':{" + change + ",'user':'ada','minutes':60}";

        HttpResponse<String> refused = patch(path, "{" + settings + "}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(members(refused)).containsExactly("secret");
        assertThat(refused.body()).doesNotContain("planted");
        assertThat(patch(path, "{" + settings + ",'secret':'new-password'}").statusCode())
                .isEqualTo(200);
        assertThat(patch(path, "{'settings':{" + change + ",'user':'ada','folder':'Alerts','minutes':30}}")
                        .statusCode())
                .isEqualTo(200);
    }

    /** A type that forgets to say which of its settings are addresses asks for its secrets at every change. */
    @Test
    void eachTypeNamesSettingsThatItHas() {
        assertThat(types)
                .allSatisfy(type -> assertThat(type.members()).containsAll(type.addressMembers()))
                .allSatisfy(type -> assertThat(type.members().size() == 1
                                || !type.addressMembers().isEmpty())
                        .isTrue());
    }
}
