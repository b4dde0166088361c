package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem.InvalidMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what a source shall be, strictly: all that is wrong is told at once. */
@Component
class NewSourceReader {

    private static final List<String> MEMBERS = List.of("type", "name", "category", "secret", "settings");
    private static final List<String> CHANGES = List.of("name", "category", "secret", "settings");
    private static final int NAME_LENGTH = 100;
    private static final int SECRET_LENGTH = 1000;
    private static final int SETTINGS_LENGTH = 10_000;

    private final ObjectMapper json;
    private final SourceTypes types;
    private final PolledTypes polled;

    NewSourceReader(@Qualifier("eventMapper") ObjectMapper json, SourceTypes types, PolledTypes polled) {
        this.json = json;
        this.types = types;
        this.polled = polled;
    }

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it makes no source
     */
    NewSource read(Account account, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), MEMBERS);
        return checked(
                account,
                members,
                new NewSource(
                        type(members),
                        members.text("name", NAME_LENGTH),
                        category(account, members),
                        members.exactText("secret", SECRET_LENGTH),
                        settings(members)));
    }

    /**
     * What becomes of a source: what is not named stays, and null takes it away.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it cannot become so
     */
    NewSource readChange(Account account, byte[] body, Source before) throws IOException {
        Members members = Members.of(json.readTree(body), CHANGES);
        String name = members.optionalText("name", NAME_LENGTH);
        var after = new NewSource(
                before.type(),
                name == null ? before.name() : name,
                members.takesAway("category") ? null : or(category(account, members), before.category()),
                members.takesAway("secret") ? null : or(members.exactText("secret", SECRET_LENGTH), before.secret()),
                members.has("settings")
                        ? ShownSettings.restored(settings(members), before.settings())
                        : before.settings());
        if (polled.isPolled(after.type(), after.settings()) != polled.isPolled(before.type(), before.settings())) {
            members.refuse("settings.minutes", "makes it another kind of source; revoke this one, and add one anew");
        }
        boolean kept = after.secret() != null && !members.has("secret");
        if (kept
                && !Objects.equals(
                        polled.secretGoesTo(after.type(), after.settings()),
                        polled.secretGoesTo(before.type(), before.settings()))) {
            members.refuse("secret", "must be entered again, because the change of settings decides where it is sent");
        }
        return checked(account, members, after);
    }

    private static @Nullable String or(@Nullable String told, @Nullable String before) {
        return told == null ? before : told;
    }

    private NewSource checked(Account account, Members members, NewSource source) {
        polled.find(source.type())
                .ifPresentOrElse(
                        type -> refuse(members, type.allErrors(account, source)),
                        () -> refuse(members, errorsOfOneAskedAnyway(source)));
        members.check("invalid-source", "The source is not valid");
        return source;
    }

    private static void refuse(Members members, List<InvalidMember> errors) {
        errors.forEach(error -> members.refuse(error.member(), error.message()));
    }

    private static List<InvalidMember> errorsOfOneAskedAnyway(NewSource source) {
        var errors = new ArrayList<InvalidMember>();
        if (source.settings().has("minutes")) {
            PollSettings.check(source.settings(), errors);
        }
        WebhookSettings.check(source, errors);
        MuteRepeats.check(source.settings(), source.settings().has("minutes"), errors);
        return errors;
    }

    private String type(Members members) {
        String type = Objects.requireNonNullElse(members.optionalText("type", NAME_LENGTH), "");
        Set<String> known = types.all();
        if (!known.contains(type)) {
            members.refuse("type", "must be one that has a route: " + String.join(", ", known));
        }
        return type;
    }

    private static @Nullable String category(Account account, Members members) {
        String category = members.optionalText("category", NAME_LENGTH);
        if (category != null && account.category(category) == null) {
            members.refuse("category", "must be one of the account's categories");
        }
        return category;
    }

    private static JsonNode settings(Members members) {
        JsonNode settings = members.object("settings");
        if (settings.toString().length() > SETTINGS_LENGTH) {
            members.refuse("settings", "must be an object of at most " + SETTINGS_LENGTH + " characters");
        }
        return settings;
    }
}
