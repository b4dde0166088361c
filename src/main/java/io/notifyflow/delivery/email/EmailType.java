package io.notifyflow.delivery.email;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DestinationKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Mailboxes: one mail may be about many events. */
@Component
class EmailType implements DestinationType, DestinationKind {

    private final SmtpSender sender;
    private final SmtpSettings settings;

    EmailType(SmtpSender sender, SmtpSettings settings) {
        this.sender = sender;
        this.settings = settings;
    }

    @Override
    public String name() {
        return type();
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Set<String> members() {
        return Set.of("to");
    }

    @Override
    public DestinationSettings check(Map<String, String> told) {
        String to = to(new Told(told));
        return new DestinationSettings(Map.of("to", to), Map.of(), to.toLowerCase(Locale.ROOT));
    }

    @Override
    public Optional<String> recipient(DestinationSettings told) {
        return settings.confirmRecipients() ? Optional.ofNullable(told.shown().get("to")) : Optional.empty();
    }

    @Override
    public void askToConfirm(String recipient, String account, String link) {
        ConfirmationMail.send(sender, settings, recipient, account, link);
    }

    static String to(Told told) {
        return told.required("to", SmtpSettings.ADDRESS, "must be one address such as ada@example.com");
    }

    @Override
    public int most() {
        return EmailLimits.EVENTS;
    }

    @Override
    public int fitting(List<Delivery> waiting) {
        return Math.min(waiting.size(), EmailLimits.EVENTS);
    }

    @Override
    public boolean digests() {
        return true;
    }
}
