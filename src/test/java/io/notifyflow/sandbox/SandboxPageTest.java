package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxPageTest {

    private final SandboxServer server = SandboxServer.start();
    private final SandboxClient client = new SandboxClient(server);

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void saysThatNothingLeftThisMachine() {
        HttpResponse<String> page = client.get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Discord sandbox", "Nothing here left this machine", "No messages yet");
    }

    @Test
    void drawsEmbeds() {
        client.toChannel(
                "42",
                """
                {"embeds": [{"title": "New sale 🎉", "description": "Two items", "color": 65280,
                 "url": "https://example.com/sale", "timestamp": "2026-03-01T10:00:00Z",
                 "fields": [{"name": "Amount", "value": "5 €", "inline": true}]}]}""");

        assertThat(client.get("").body())
                .contains("New sale 🎉", "Two items", "Amount", "5 €", "field inline", "fill=\"#00ff00\"")
                .contains("href=\"https://example.com/sale\"", "42")
                .contains("datetime=\"2026-03-01T10:00:00Z\"", "2026-03-01 10:00:00 UTC");
    }

    @Test
    void escapesWhatItWasSent() {
        String attack = "<script>alert(1)</script>\\\"'&";
        client.toWebhook(
                "7",
                """
                {"content": "%1$s", "username": "%1$s", "embeds": [{"title": "%1$s", "description": "%1$s",
                 "url": "https://example.com/\\"><script>", "image": {"url": "https://example.com/<script>"},
                 "footer": {"text": "%1$s"}, "author": {"name": "%1$s"},
                 "fields": [{"name": "%1$s", "value": "%1$s"}]}]}"""
                        .formatted(attack));

        String page = client.get("").body();

        assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script>");
        assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(1);
    }

    @Test
    void sendsItsSecurityHeadersWithEveryPageAndFile() {
        for (String path : new String[] {"", "/", "/fragment", "/assets/sandbox.css", "/assets/htmx.min.js"}) {
            HttpResponse<String> response = client.get(path);

            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
    }

    @Test
    void loadsOnlyFilesItServes() {
        Matcher addresses = Pattern.compile("(?:href|src|hx-get)=\"(/[^\"]*)\"")
                .matcher(client.get("").body().replace("&amp;", "&"));
        int found = 0;
        while (addresses.find()) {
            found++;
            String path = addresses.group(1);
            assertThat(path).startsWith("/sandbox");
            assertThat(client.get(path.substring("/sandbox".length())).statusCode())
                    .as(path)
                    .isIn(200, 204);
        }
        assertThat(found).isGreaterThanOrEqualTo(6);
    }

    @Test
    void leavesThePageAloneWhenNothingIsNew() {
        client.toChannel("1", "{\"content\":\"a\"}");
        Matcher poll = Pattern.compile("/fragment\\?seen=[^\"]+")
                .matcher(client.get("").body());
        assertThat(poll.find()).isTrue();

        assertThat(client.get(poll.group()).statusCode()).isEqualTo(204);
        client.toChannel("1", "{\"content\":\"something new\"}");
        assertThat(client.get(poll.group()).body().strip())
                .startsWith("<section")
                .contains("something new");
    }

    @Test
    void showsTheNewestFirstInPagesOfFifty() {
        for (int index = 1; index <= 51; index++) {
            client.toChannel("1", "{\"content\":\"message number " + index + ".\"}");
        }

        String newest = client.get("").body();
        Matcher older = Pattern.compile("\\?before=[0-9]+").matcher(newest);

        assertThat(newest.indexOf("number 51.")).isPositive().isLessThan(newest.indexOf("number 50."));
        assertThat(newest).doesNotContain("number 1.");
        assertThat(older.find()).isTrue();
        String last = client.get(older.group()).body();
        assertThat(last).contains("number 1.").doesNotContain("number 2.").doesNotContain("hx-get");
        assertThat(Pattern.compile("<article").matcher(last).results()).hasSize(1);
    }
}
