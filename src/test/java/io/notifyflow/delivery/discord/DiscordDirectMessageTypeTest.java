package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiscordDirectMessageTypeTest {

    private static DiscordDirectMessageType type(@Nullable String token) {
        return new DiscordDirectMessageType(
                new DiscordSettings(token, null, 45, 45, 9000, 1000, Duration.ofMinutes(1)));
    }

    @Test
    void invitesTheBotOfTheToken() {
        // The Base64 of 123456789012345678, then what is secret of a token.
        assertThat(type("MTIzNDU2Nzg5MDEyMzQ1Njc4.GmadeUp.notASecret").invitation())
                .contains(URI.create(
                        "https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot&permissions=0"));
    }

    @Test
    void invitesNobodyWhereNoBotIsKnown() {
        assertThat(type(null).invitation()).isEmpty();
        assertThat(type("not-a-token-of-discord").invitation()).isEmpty();
        assertThat(type("bm90IGFuIGlk.x.y").invitation()).isEmpty();
    }
}
