package io.notifyflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.account.KeySettings;
import io.notifyflow.account.SourceSizes;
import io.notifyflow.admission.AdmissionSettings;
import io.notifyflow.billing.StripeSettings;
import io.notifyflow.credential.SecondFactorSettings;
import io.notifyflow.deadletter.DeadLetterSettings;
import io.notifyflow.delivery.DeliverySettings;
import io.notifyflow.delivery.discord.DiscordSettings;
import io.notifyflow.delivery.email.SmtpSettings;
import io.notifyflow.delivery.outbound.OutboundSettings;
import io.notifyflow.eventlog.EventSettings;
import io.notifyflow.identity.PeopleSettings;
import io.notifyflow.identity.provider.IdentitySettings;
import io.notifyflow.identity.provider.OidcSettings;
import io.notifyflow.identity.signin.SessionSettings;
import io.notifyflow.identity.sync.UserSyncSettings;
import io.notifyflow.receipt.ReceiptSettings;
import io.notifyflow.routefiles.RouteFilesSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SettingsTest {

    @Test
    void admissionSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.admission", AdmissionSettings.class))
                .isEqualTo(new AdmissionSettings(
                        500, 10_000, Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofHours(48)));
    }

    @Test
    void deadLetterSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.dead-letters", DeadLetterSettings.class))
                .isEqualTo(new DeadLetterSettings(Duration.ofDays(90), 50, 1000));
    }

    @Test
    void deliverySettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.delivery", DeliverySettings.class))
                .isEqualTo(new DeliverySettings(
                        List.of(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(10),
                                Duration.ofHours(1),
                                Duration.ofHours(3),
                                Duration.ofHours(6)),
                        128,
                        16,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(15),
                        Duration.ofHours(24),
                        new DeliverySettings.Breaker(5, Duration.ofSeconds(30), Duration.ofMinutes(15))));
    }

    @Test
    void discordSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.discord", DiscordSettings.class))
                .isEqualTo(new DiscordSettings(null, null, 45, 45, 9000, 1000, Duration.ofMinutes(1)));
    }

    @Test
    void eventSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.events", EventSettings.class)).isEqualTo(new EventSettings(Duration.ofDays(400)));
    }

    @Test
    void outboundSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.outbound", OutboundSettings.class))
                .isEqualTo(new OutboundSettings(List.of(), Duration.ofSeconds(10)));
    }

    @Test
    void routeFilesSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.routes", RouteFilesSettings.class))
                .isEqualTo(new RouteFilesSettings(
                        true,
                        Duration.ofMillis(250),
                        Duration.ofSeconds(60),
                        Set.of(
                                "direct",
                                "bean",
                                "platform-http",
                                "http",
                                "https",
                                "jdbc",
                                "bean-validator",
                                "log",
                                "timer",
                                "scheduler",
                                "kamelet",
                                "outbound",
                                "smtp",
                                "smtps",
                                "seda",
                                "file",
                                "kafka")));
    }

    @Test
    void peopleSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.people", PeopleSettings.class))
                .isEqualTo(new PeopleSettings(true, "free", Duration.ofDays(7), Duration.ofMinutes(15)));
    }

    @Test
    void sessionSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.sessions", SessionSettings.class))
                .isEqualTo(new SessionSettings(Duration.ofHours(12), Duration.ofDays(7), Duration.ofMinutes(15), 20));
    }

    @Test
    void secondFactorSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.identity", SecondFactorSettings.class))
                .isEqualTo(new SecondFactorSettings(Set.of()));
    }

    @Test
    void oidcSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.oidc", OidcSettings.class))
                .isEqualTo(new OidcSettings(
                        null, null, null, "your organisation", List.of("openid", "email", "profile"), List.of()));
    }

    @Test
    void identitySettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.identity", IdentitySettings.class)).isEqualTo(new IdentitySettings(Map.of()));
    }

    @Test
    void keySettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.keys", KeySettings.class)).isEqualTo(new KeySettings(Set.of("v2")));
    }

    @Test
    void sourceSizesHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.http", SourceSizes.class))
                .isEqualTo(new SourceSizes(
                        DataSize.ofMegabytes(1),
                        Map.of(
                                "github", DataSize.ofMegabytes(25),
                                "alertmanager", DataSize.ofMegabytes(8),
                                "grafana", DataSize.ofMegabytes(8))));
    }

    @Test
    void userSyncSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.users", UserSyncSettings.class)).isEqualTo(new UserSyncSettings(null, List.of()));
    }

    @Test
    void receiptSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.webhook-receipts", ReceiptSettings.class))
                .isEqualTo(new ReceiptSettings(Duration.ofDays(30), Duration.ofDays(180)));
    }

    @Test
    void stripeSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.stripe", StripeSettings.class))
                .isEqualTo(new StripeSettings(
                        null,
                        List.of(),
                        URI.create("https://api.stripe.com"),
                        Map.of(),
                        null,
                        Duration.ofDays(7),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        "0 30 3 * * *"));
    }

    @Test
    void smtpSettingsHaveTheDocumentedDefaults() {
        assertThat(bind("notifyflow.smtp", SmtpSettings.class))
                .isEqualTo(new SmtpSettings(
                        null, 587, null, null, null, SmtpSettings.Security.STARTTLS, Duration.ofSeconds(10), true));
    }

    private static <T> T bind(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate(prefix, type);
    }
}
