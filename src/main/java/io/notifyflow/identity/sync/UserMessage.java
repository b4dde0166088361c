package io.notifyflow.identity.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.identity.ProviderUser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What the provider tells of a user. */
sealed interface UserMessage {

    /**
     * They came, or something about them is different.
     *
     * @param banned whether nobody is to be let in as them; to be locked, after too many wrong passwords, is not that
     */
    record Changed(ProviderUser user, Instant updated, boolean banned) implements UserMessage {}

    /** They are no more. */
    record Deleted(String provider, String subject) implements UserMessage {}

    /** Nothing that concerns people here. */
    record Other(String why) implements UserMessage {}

    /** Something that may concern them. */
    record Unreadable(String why) implements UserMessage {}

    /**
     * Reads what Clerk sends, and the same in fewer words: {@code data} with {@code id}, {@code email}, {@code name}.
     *
     * @param provider whose users they are, by its name
     * @param sent     when it was sent first, for what says no time itself
     */
    static UserMessage read(String provider, @Nullable JsonNode message, Instant sent) {
        if (message == null || !message.isObject()) {
            return new Unreadable("It is no JSON object");
        }
        String type = message.path("type").asText("");
        if (!type.startsWith("user.")) {
            return new Other("It is not about a user");
        }
        JsonNode data = message.path("data");
        String subject = data.path("id").asText("");
        if (!data.path("id").isTextual() || subject.isBlank()) {
            return new Unreadable("data.id is missing: the provider's id of the user");
        }
        try {
            ProviderUser.requireSubject(subject);
            return switch (type) {
                case "user.created", "user.updated" ->
                    new Changed(
                            user(provider, subject, data),
                            updated(message, data).orElse(sent),
                            data.path("banned").asBoolean(false));
                case "user.deleted" -> new Deleted(provider, subject);
                default -> new Other("Only user.created, user.updated and user.deleted are known");
            };
        } catch (IllegalArgumentException | DateTimeException unusable) {
            return new Unreadable("The user cannot be read: " + unusable.getMessage());
        }
    }

    private static ProviderUser user(String provider, String subject, JsonNode data) {
        JsonNode address = primary(data);
        String email = text(address.path("email_address"));
        boolean verified =
                address.path("verification").path("status").asText("").equals("verified")
                        || data.path("email_verified").asBoolean(false);
        return new ProviderUser(
                provider, subject, email == null ? text(data.path("email")) : email, verified, name(data));
    }

    /** Of a list that is empty, or lacks the one it calls the primary one, nothing is known. */
    private static JsonNode primary(JsonNode data) {
        JsonNode all = data.path("email_addresses");
        String id = data.path("primary_email_address_id").asText("");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(address -> id.isEmpty() || address.path("id").asText("").equals(id))
                .findFirst()
                .orElse(all.path("none"));
    }

    private static @Nullable String name(JsonNode data) {
        String first = data.path("first_name").asText("");
        String last = data.path("last_name").asText("");
        // Jackson says "null" for a null.
        String both = ((first.equals("null") ? "" : first) + " " + (last.equals("null") ? "" : last)).strip();
        if (!both.isEmpty()) {
            return both;
        }
        String name = text(data.path("name"));
        return name == null ? text(data.path("username")) : name;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }

    private static Optional<Instant> updated(JsonNode message, JsonNode data) {
        Optional<Instant> own = time(data.path("updated_at"));
        return own.isPresent() ? own : time(message.path("timestamp"));
    }

    /** In seconds, in milliseconds, or as a text: senders and their documents differ. */
    private static Optional<Instant> time(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            long number = value.asLong();
            long milliseconds = Math.abs(number) < 100_000_000_000L ? Math.multiplyExact(number, 1000L) : number;
            return Optional.of(Instant.ofEpochMilli(milliseconds));
        }
        return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
    }
}
