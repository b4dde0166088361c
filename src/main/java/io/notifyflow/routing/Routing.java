package io.notifyflow.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.Category;
import io.notifyflow.account.Destination;
import io.notifyflow.account.RoutingRule;
import io.notifyflow.account.UnreadableAccount;
import io.notifyflow.event.CategoryBatch;
import io.notifyflow.event.Event;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import io.notifyflow.outbox.EventRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Assigns an event to the destinations that its account chose: by category or by default, and by rules. */
@Component("routing")
public class Routing {

    private static final Logger log = LoggerFactory.getLogger(Routing.class);

    private final Accounts accounts;
    private final RuleLanguage language;
    private final EventRouter router;
    /** Rules that the log has mentioned a while ago. */
    private final Cache<UUID, Boolean> broken = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    Routing(Accounts accounts, RuleLanguage language, EventRouter router) {
        this.accounts = accounts;
        this.router = router;
        this.language = language;
    }

    /** Gives each event its destinations, and brings those of one category together for the operator's rules. */
    public List<CategoryBatch> assign(List<Event> events) {
        Map<String, List<RoutedEvent>> byCategory = new LinkedHashMap<>();
        Map<UUID, Map<String, UUID>> destinations = new HashMap<>();
        Map<UUID, UnreadableAccount> unreadable = new HashMap<>();
        for (Event event : events) {
            RoutedEvent routed = assignOrLeaveOut(event, destinations, unreadable);
            if (routed != null) {
                byCategory
                        .computeIfAbsent(event.category().toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                        .add(routed);
            }
        }
        return byCategory.entrySet().stream()
                .map(category -> new CategoryBatch(category.getKey(), category.getValue()))
                .toList();
    }

    /** @return null if it fails, which does not keep the other events */
    private @Nullable RoutedEvent assignOrLeaveOut(
            Event event, Map<UUID, Map<String, UUID>> destinations, Map<UUID, UnreadableAccount> unreadable) {
        UnreadableAccount known = unreadable.get(event.accountId());
        if (known != null) {
            router.leftOut(event.id(), known);
            return null;
        }
        try {
            return assign(event, destinations);
        } catch (UnreadableAccount e) {
            unreadable.put(event.accountId(), e);
            router.leftOut(event.id(), e);
            return null;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (EventRouter.passes(e)) {
                throw e;
            }
            router.leftOut(event.id(), e);
            return null;
        }
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
        requireReadable(account.category(event.category()));
        return new RoutedEvent(
                event, assignments(event, account), destinations.computeIfAbsent(account.id(), id -> byName(account)));
    }

    private static void requireReadable(@Nullable Category category) {
        if (category != null && category.times().problem() != null) {
            throw new IllegalStateException(
                    "Category " + category.name() + ": " + category.times().problem());
        }
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
        RuleInput input = account.rules().isEmpty() ? null : RuleInput.of(event.content());
        for (RoutingRule rule : account.rules()) {
            if (input != null && matches(rule, account, input)) {
                reasons.putIfAbsent(rule.destinationId(), "rule " + rule.name());
            }
        }
        var assignments = new ArrayList<Assignment>(reasons.size());
        reasons.forEach((id, reason) -> assignments.add(new Assignment(id, reason)));
        return assignments;
    }

    private boolean matches(RoutingRule rule, Account account, RuleInput event) {
        try {
            return language.matches(rule.expression(), event);
        } catch (InvalidRule e) {
            // One account's broken rule must not hold up its events, let alone another's; the rule shows the problem.
            if (broken.asMap().putIfAbsent(rule.id(), Boolean.TRUE) == null) {
                log.warn("Rule {} of account {} is not valid: {}", rule.id(), account.id(), e.getMessage());
            }
            return false;
        }
    }

    private static Map<String, UUID> byName(Account account) {
        return account.destinations().stream()
                .collect(Collectors.toUnmodifiableMap(
                        destination -> destination.name().toLowerCase(Locale.ROOT), Destination::id));
    }
}
