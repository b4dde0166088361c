package io.notifyflow.routing;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.Category;
import io.notifyflow.account.Destination;
import io.notifyflow.account.RoutingRule;
import io.notifyflow.event.CategoryBatch;
import io.notifyflow.event.Event;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Assigns an event to the destinations that its account chose: by category or by default, and by rules. */
@Component("routing")
public class Routing {

    private static final Logger log = LoggerFactory.getLogger(Routing.class);

    private final Accounts accounts;
    private final RuleLanguage language;

    Routing(Accounts accounts, RuleLanguage language) {
        this.accounts = accounts;
        this.language = language;
    }

    /** Gives each event its destinations, and brings those of one category together for the operator's rules. */
    public List<CategoryBatch> assign(List<Event> events) {
        Map<String, List<RoutedEvent>> byCategory = new LinkedHashMap<>();
        Map<UUID, Map<String, UUID>> destinations = new HashMap<>();
        for (Event event : events) {
            byCategory
                    .computeIfAbsent(event.category().toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                    .add(assign(event, destinations));
        }
        return byCategory.entrySet().stream()
                .map(category -> new CategoryBatch(category.getKey(), category.getValue()))
                .toList();
    }

    /**
     * The event with its destinations, each with the first reason that led there; none at all is an answer too.
     *
     * @param destinations of each account by name, found once a batch
     */
    private RoutedEvent assign(Event event, Map<UUID, Map<String, UUID>> destinations) {
        Account account = accounts.byId(event.accountId()).orElse(null);
        if (account == null) {
            return new RoutedEvent(event, List.of(), Map.of());
        }
        return new RoutedEvent(
                event, assignments(event, account), destinations.computeIfAbsent(account.id(), id -> byName(account)));
    }

    /** Where an event goes by the choices of its account, each destination with the first reason. */
    List<Assignment> assignments(Event event, Account account) {
        var reasons = new LinkedHashMap<UUID, String>();
        Category category = account.category(event.category());
        if (category != null && !category.destinations().isEmpty()) {
            category.destinations().forEach(id -> reasons.put(id, "category " + category.name()));
        } else {
            account.destinations().stream()
                    .filter(Destination::isDefault)
                    .forEach(destination -> reasons.put(destination.id(), "default"));
        }
        for (RoutingRule rule : account.rules()) {
            if (matches(rule, event)) {
                reasons.putIfAbsent(rule.destinationId(), "rule " + rule.name());
            }
        }
        var assignments = new ArrayList<Assignment>(reasons.size());
        reasons.forEach((id, reason) -> assignments.add(new Assignment(id, reason)));
        return assignments;
    }

    private boolean matches(RoutingRule rule, Event event) {
        try {
            return language.matches(rule.expression(), event.content());
        } catch (InvalidRule e) {
            // One account's broken rule must not hold up its events, let alone another's.
            log.warn("Rule {} of account {} is not valid: {}", rule.id(), event.accountId(), e.getMessage());
            return false;
        }
    }

    private static Map<String, UUID> byName(Account account) {
        return account.destinations().stream()
                .collect(Collectors.toUnmodifiableMap(
                        destination -> destination.name().toLowerCase(Locale.ROOT), Destination::id));
    }
}
