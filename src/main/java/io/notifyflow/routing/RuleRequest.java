package io.notifyflow.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what a rule shall be, and what shall be tried. */
@Component
class RuleRequest {

    private static final int NAME_LENGTH = 100;
    private static final int TRIED = 100;
    private static final int MOST_TRIED = 1000;

    private final ObjectMapper json;
    private final RuleLanguage language;

    RuleRequest(@Qualifier("eventMapper") ObjectMapper json, RuleLanguage language) {
        this.json = json;
        this.language = language;
    }

    /** What was asked for. */
    record Asked(String name, String expression, UUID destination, boolean enabled) {}

    /**
     * A rule to be tried.
     *
     * @param replaces the rule in whose place it would stand; null for a new one
     * @param events   so many of the latest
     */
    record Trial(String expression, UUID destination, @Nullable UUID replaces, int events) {}

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it makes no rule
     */
    Asked read(Account account, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("name", "expression", "destinationId", "enabled"));
        String name = members.text("name", NAME_LENGTH);
        String expression = expression(members);
        UUID destination = destination(account, members);
        boolean enabled = members.flag("enabled", true);
        members.check("invalid-rule", "The rule is not valid");
        return new Asked(name, expression, destination, enabled);
    }

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it cannot be tried
     */
    Trial readTrial(Account account, byte[] body) throws IOException {
        JsonNode tree = json.readTree(body);
        Members members = Members.of(tree, List.of("expression", "destinationId", "replaces", "events"));
        String expression = expression(members);
        UUID destination = destination(account, members);
        UUID replaces = members.has("replaces") ? members.id("replaces") : null;
        int events = members.integer("events", 1, MOST_TRIED, TRIED);
        members.check("invalid-rule", "The rule is not valid");
        return new Trial(expression, destination, replaces, events);
    }

    private String expression(Members members) {
        String expression = members.text("expression", RuleLanguage.LONGEST);
        if (!expression.isEmpty()) {
            try {
                language.check(expression);
            } catch (InvalidRule e) {
                members.refuse("expression", "is not valid: " + e.getMessage());
            }
        }
        return expression;
    }

    private static UUID destination(Account account, Members members) {
        UUID id = members.id("destinationId");
        if (id != null
                && account.destinations().stream()
                        .noneMatch(destination -> destination.id().equals(id))) {
            members.refuse("destinationId", "must be a destination of the account");
        }
        return id == null ? account.id() : id;
    }
}
