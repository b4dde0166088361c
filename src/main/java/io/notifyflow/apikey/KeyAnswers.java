package io.notifyflow.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.Scope;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/keys; an id of another account is no id at all. */
@Component("keyAnswers")
public class KeyAnswers {

    private static final Logger log = LoggerFactory.getLogger(KeyAnswers.class);
    private static final int NAME_LENGTH = 100;
    private static final int MOST_KEYS = 100;
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
    private static final List<String> SCOPES =
            Stream.of(Scope.values()).map(Scope::text).toList();

    private final Keys keys;
    private final ObjectMapper json;

    KeyAnswers(Keys keys, @Qualifier("eventMapper") ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    /** The keys of an account. */
    record KeyList(List<KeyView> keys) {}

    /**
     * A key that was made.
     *
     * @param key           shown this once
     * @param signingSecret shown this once; null for a key whose requests are not signed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Created(@JsonUnwrapped KeyView view, String key, @Nullable String signingSecret) {

        @Override
        public String toString() {
            return "Created[" + view.keyId() + "]";
        }
    }

    /** A key that is no more. */
    record Revoked(UUID keyId, String status, String message) {}

    public Reply list(Account account) {
        return Reply.of(200, new KeyList(keys.list(account.id())));
    }

    /**
     * @throws InvalidRequest if the body makes no key
     */
    public Reply create(Account account, Actor actor, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("name", "scopes", "expiresAt", "signed"));
        String name = members.text("name", NAME_LENGTH);
        List<String> scopes = members.choices("scopes", SCOPES, 1);
        if (!members.has("scopes")) {
            members.refuse("scopes", "is required: one or more of " + String.join(", ", SCOPES));
        }
        Instant expiresAt = members.instant("expiresAt");
        if (expiresAt != null && expiresAt.isBefore(Instant.now())) {
            members.refuse("expiresAt", "must be in the future");
        }
        boolean signed = members.flag("signed", false);
        members.check("invalid-key", "The key is not valid");
        if (keys.list(account.id()).size() >= MOST_KEYS) {
            return Reply.of(Problem.of(
                    "too-many-keys",
                    "The account has too many keys",
                    409,
                    "An account may have " + MOST_KEYS + " keys; revoke one that is not used"));
        }
        var asked = new NewKey(
                name,
                scopes.stream().flatMap(scope -> Scope.of(scope).stream()).collect(Collectors.toUnmodifiableSet()),
                expiresAt,
                signed);
        return created(account, keys.make(account.id(), actor, asked));
    }

    private static Reply created(Account account, Keys.Made made) {
        log.info("API key {} of account {} is made", made.view().keyId(), account.id());
        return Reply.of(201, new Created(made.view(), made.key(), made.signingSecret()));
    }

    /**
     * @throws InvalidRequest if the body makes no sense
     */
    public Reply rotate(Account account, Actor actor, String id, byte @Nullable [] body) throws IOException {
        Duration overlap = overlap(body);
        Optional<Keys.Made> made = Ids.parse(id).flatMap(key -> keys.rotate(account.id(), actor, key, overlap));
        return made.map(key -> created(account, key)).orElseGet(KeyAnswers::unknown);
    }

    private Duration overlap(byte @Nullable [] body) throws IOException {
        if (body == null || body.length == 0) {
            return OVERLAP;
        }
        Members members = Members.of(json.readTree(body), List.of("overlap"));
        Duration overlap = members.duration("overlap", LONGEST_OVERLAP, OVERLAP);
        members.check("invalid-key", "The overlap is not valid");
        return overlap;
    }

    public Reply revoke(Account account, Actor actor, String id) {
        Optional<UUID> revoked = Ids.parse(id).filter(key -> keys.revoke(account.id(), actor, key));
        return revoked.map(key -> {
                    log.info("API key {} of account {} is revoked", key, account.id());
                    return Reply.of(200, new Revoked(key, "revoked", "No hub lets it in from now on"));
                })
                .orElseGet(KeyAnswers::unknown);
    }

    private static Reply unknown() {
        return Reply.of(Problem.of(
                "unknown-key",
                "There is no such key",
                404,
                "The account has no key with this id, or another has taken its place"));
    }
}
