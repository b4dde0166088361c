package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownSettingsTest {

    private static ObjectNode url(String url) {
        return JsonNodeFactory.instance.objectNode().put("url", url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://x.example/feed?token=abc&page=2         | https://x.example/feed?token=***&page=2",
                "https://x.example/a.atom?private_token=glpat-1  | https://x.example/a.atom?private_token=***",
                "https://ann:s3cret@x.example/feed               | https://***@x.example/feed",
                "https://token@x.example:8443/feed               | https://***@x.example:8443/feed",
                "https://x.example/f?u=ann&k=7                   | https://x.example/f?u=ann&k=***",
                "https://x.example/f?x=0f3a9c7e5d2b48f19a6c      | https://x.example/f?x=***",
                "https://x.example/f/0f3a9c7e5d2b48f19a6c77aa/a  | https://x.example/f/***/a",
                "https://x.example/f?0f3a9c7e5d2b48f19a6c77aa    | https://x.example/f?***",
                "https://blog.example/how-to-2026/feed.xml?tag=a | https://blog.example/how-to-2026/feed.xml?tag=a",
                "https://x.example/feed?token=                   | https://x.example/feed?token=",
                "imap.example                                    | imap.example",
                ".alert.token                                    | .alert.token",
            })
    void addressesAreShownWithoutWhatOpensThem(String address, String shown) {
        assertThat(ShownSettings.of(url(address)).path("url").asText()).isEqualTo(shown);
    }

    @Test
    void whoSendsBackWhatWasShownChangesNothing() {
        ObjectNode before = url("https://x.example/feed?token=abc").put("minutes", 5);

        assertThat(ShownSettings.restored(ShownSettings.of(before), before)).isEqualTo(before);
        assertThat(ShownSettings.restored(
                        url("https://x.example/feed?token=***").put("minutes", 7), before))
                .isEqualTo(url("https://x.example/feed?token=abc").put("minutes", 7));
        assertThat(ShownSettings.restored(url("https://other.example/feed?token=***"), before))
                .isEqualTo(url("https://other.example/feed?token=***"));
    }
}
