package io.notifyflow.source.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String PLANTED = "pl4nted-valUe_77";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"@\"}",
                "{\"token\" : \"@\" ,\"a\":1}",
                "{\"access_token\":\"@\"}",
                "{\"accessToken\":\"@\"}",
                "{\"X-Api-Key\":\"@\"}",
                "{\"api_key\":\"@\"}",
                "{\"apikey\":\"@\"}",
                "{\"client_secret\":\"@\"}",
                "{\"userPassword\":\"one two @\"}",
                "{\"Authorization\":\"Basic @\"}",
                "{\"headers\":{\"authorization\":[\"Bearer @\"]}}",
                "{\"secrets\":{\"a\":\"x\",\"b\":[\"@\"]},\"c\":1}",
                "{\"signature\":\"a\\\"@\"}",
                "{\"password\":\"cut off @",
                "{\"tokens\":[\"a\",\"@",
                "{\"credentials\":{\"user\":\"}\",\"x\":\"@\"}}",
                "{'password':'@'}",
                "{\"Message\":\"{\\\"token\\\":\\\"@\\\",\\\"a\\\":1}\"}",
                "{\"Message\":\"{\\\"Message\\\":\\\"{\\\\\\\"token\\\\\\\":\\\\\\\"@\\\\\\\"}\\\"}\"}",
                "token=@&title=x",
                "title=x&api_key=@",
                "user[password]=@&b=c",
                "?sig=@&x=1",
                "{\"url\":\"https://x.example/a?access_token=@&b=c\"}",
                "{\"url\":\"https://user:@@x.example/a\"}",
                "{\"url\":\"https://@@x.example/a\"}",
                "<a><password>@</password></a>",
                "<ns:ApiKey type=\"x\">@</ns:ApiKey>",
                "<a token=\"@\"/>",
                "password: one @\nb: c",
                "Authorization: Bearer @",
                "curl -H 'Authorization: Bearer @'",
                "It said Bearer @.",
                "X-Hub-Signature-256: sha256=@",
                "{\"text\":\"see https://hooks.slack.com/services/T0/B0/@\"}",
                "{\"text\":\"https://discord.com/api/webhooks/123/@\"}",
                "nfs_@",
                "{\"a\":\"ghp_@\"}",
                "{\"a\":\"xoxb-12-@\"}",
                "{\"a\":\"sk_live_@\"}",
                "-----BEGIN PRIVATE KEY-----\n@\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\\n@",
            })
    void takesOutWhatIsNamedOrLooksLikeASecret(String text) {
        String redacted = Redaction.of(text.replace("@@", PLANTED + "@").replaceAll("(?<!77)@", PLANTED), null);

        assertThat(redacted).doesNotContain(PLANTED).contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"Disk is full\",\"author\":\"Anna\",\"key\":\"PROJ-7\",\"url\":\"https://x.example/a?b=c\"}",
                "{\"commits\":[{\"id\":\"0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c\",\"message\":\"Fix: it works\"}]}",
                "title=Disk&text=is full",
                "<item><title>Basic training</title></item>",
                "{\"a\":[1,2,{\"b\":null}],\"password\":null,\"token\":\"\"}",
                "No JSON at all: {\"",
                "",
            })
    void leavesTheRest(String text) {
        assertThat(Redaction.of(text, null).replace("\"token\":\"***\"", "\"token\":\"\""))
                .isEqualTo(text);
    }

    @Test
    void whatFollowsASecretIsStillThere() {
        assertThat(Redaction.of("{\"token\":\"abc\",\"title\":\"T\"}", null))
                .isEqualTo("{\"token\":\"***\",\"title\":\"T\"}");
        assertThat(Redaction.of("{\"secrets\":{\"a\":\"}\"},\"title\":\"T\"}", null))
                .isEqualTo("{\"secrets\":***,\"title\":\"T\"}");
        assertThat(Redaction.of("token=abc&title=T", null)).isEqualTo("token=***&title=T");
        assertThat(Redaction.of("{\"pin\":1234,\"title\":\"T\"}", null)).isEqualTo("{\"pin\":***,\"title\":\"T\"}");
    }

    @Test
    void theSourcesOwnSecretIsNowhereHoweverItIsWritten() {
        String secret = "p/ss \"wörd\" &7";

        String redacted = Redaction.of(
                "{\"a\":\"p/ss \\\"wörd\\\" &7\",\"b\":\"p\\/ss \\\"wörd\\\" &7\"} p/ss \"wörd\" &7"
                        + " p%2Fss+%22w%C3%B6rd%22+%267",
                secret);

        assertThat(redacted).doesNotContain("wörd").doesNotContain("w%C3").contains("***");
    }
}
