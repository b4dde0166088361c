package io.notifyflow.source.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.source.NewSource;
import io.notifyflow.source.PollSettings;
import io.notifyflow.source.PolledType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Sources of the type {@code imap}. */
@Component
class MailboxType implements PolledType {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Set<String> SECURITIES = Set.of("tls", "starttls", "none");
    private static final Set<Integer> WELL_KNOWN_PORTS = Set.of(MailboxSettings.PLAIN_PORT, MailboxSettings.TLS_PORT);
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    private static final int LAST_PORT = 65_535;
    private static final int LONGEST_NAME = 200;

    private final AddressGuard addresses;

    MailboxType(AddressGuard addresses) {
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public Set<String> settings() {
        return Set.of("host", "port", "security", "user", "folder", "markSeen", "minutes", "backlog");
    }

    @Override
    public Object secretGoesTo(JsonNode settings) {
        MailboxSettings mailbox = MailboxSettings.of(settings);
        return List.of(mailbox.host().toLowerCase(Locale.ROOT), mailbox.port(), mailbox.security());
    }

    @Override
    public List<InvalidMember> errors(Account account, NewSource source) {
        var errors = new ArrayList<InvalidMember>();
        JsonNode settings = source.settings();
        host(settings, errors);
        name(settings, "user", true, errors);
        name(settings, "folder", false, errors);
        if (!SECURITIES.contains(MailboxSettings.of(settings).security())) {
            errors.add(new InvalidMember("settings.security", "must be tls, starttls or none"));
        }
        int port = PollSettings.number(settings, "port").orElse(settings.has("port") ? 0 : MailboxSettings.TLS_PORT);
        if (!WELL_KNOWN_PORTS.contains(port) && port < FIRST_UNPRIVILEGED_PORT || port > LAST_PORT) {
            errors.add(new InvalidMember("settings.port", "must be 993, 143, or one from 1024 to 65535"));
        }
        if (!Set.of("", "true", "false").contains(settings.path("markSeen").asText())) {
            errors.add(new InvalidMember("settings.markSeen", "must be true or false"));
        }
        if (source.secret() == null) {
            errors.add(new InvalidMember("secret", "is required: the password of the mailbox"));
        }
        return errors;
    }

    private void host(JsonNode settings, List<InvalidMember> errors) {
        String host = settings.path("host").asText();
        if (!HOST.matcher(host).matches()) {
            errors.add(new InvalidMember(
                    "settings.host", "must be the name of the mail server, such as imap.example.com"));
            return;
        }
        try {
            var unused = addresses.http("https://" + host + "/");
        } catch (IllegalArgumentException wrong) {
            errors.add(new InvalidMember("settings.host", String.valueOf(wrong.getMessage())));
        }
    }

    private static void name(JsonNode settings, String name, boolean required, List<InvalidMember> errors) {
        JsonNode value = settings.path(name);
        String text = value.asText();
        boolean plain = text.chars().noneMatch(Character::isISOControl);
        boolean missing = value.isMissingNode() && !required;
        if (!missing && (!value.isTextual() || text.isBlank() || text.length() > LONGEST_NAME || !plain)) {
            errors.add(new InvalidMember("settings." + name, "must be a text of 1 to " + LONGEST_NAME + " characters"));
        }
    }
}
