package io.notifyflow.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.account.Account;
import io.notifyflow.account.RoutingRule;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import io.notifyflow.event.RoutedEvent.Assignment;
import io.notifyflow.routing.RuleRequest.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tries a rule with the latest events of its account; nothing is sent. */
@Component
class RuleTrial {

    static final String LATEST = "SELECT " + EventRows.COLUMNS
            + " FROM event e WHERE e.account_id = :account AND e.id < :before ORDER BY e.id DESC LIMIT :limit";

    private static final int SHOWN = 50;
    private static final UUID TRIED = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);
    private static final int PAGE = 50;
    /** Of a trial; what it has counted by then is its outcome. */
    private static final Duration MAX_TIME = Duration.ofSeconds(3);

    private final JdbcClient jdbc;
    private final Routing routing;
    private final RuleLanguage language;

    RuleTrial(JdbcClient jdbc, Routing routing, RuleLanguage language) {
        this.jdbc = jdbc;
        this.routing = routing;
        this.language = language;
    }

    /**
     * What the rule would have done.
     *
     * @param events  that were looked at, the latest of the account; fewer than asked for where that took too long
     * @param matched for how many of them the expression holds
     * @param changed how many would have gone elsewhere
     * @param changes the latest of these
     */
    record Outcome(int events, int matched, int changed, List<Change> changes) {}

    /**
     * An event that would have gone elsewhere.
     *
     * @param today where it goes by the rules of today
     * @param then  where it would go
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            UUID eventId,
            String category,
            @Nullable String title,
            Instant acceptedAt,
            List<UUID> today,
            List<UUID> then) {}

    Outcome run(Account account, Trial trial) {
        var counted = new Counted(trial.expression(), account, with(account, trial));
        long until = System.nanoTime() + MAX_TIME.toNanos();
        UUID before = LAST;
        int left = trial.events();
        // A page at a time: a thousand large events would fill a small heap.
        List<Event> page;
        do {
            page = jdbc.sql(LATEST)
                    .param("account", account.id())
                    .param("before", before)
                    .param("limit", Math.min(left, PAGE))
                    .query((row, index) -> EventRows.readToShow(row))
                    .list();
            for (Event event : page) {
                if (System.nanoTime() - until > 0) {
                    return counted.outcome();
                }
                counted.add(event);
                before = event.id();
            }
            left -= page.size();
        } while (page.size() == PAGE && left > 0);
        return counted.outcome();
    }

    /** What has been counted of a trial so far. */
    private final class Counted {
        private final String expression;
        private final Account today;
        private final Account changed;
        private final List<Change> changes = new ArrayList<>();
        private int events;
        private int matched;
        private int elsewhere;

        Counted(String expression, Account today, Account changed) {
            this.expression = expression;
            this.today = today;
            this.changed = changed;
        }

        void add(Event event) {
            events++;
            if (language.matches(expression, RuleInput.of(event.content()))) {
                matched++;
            }
            List<UUID> now = destinations(event, today);
            List<UUID> then = destinations(event, changed);
            if (!now.equals(then)) {
                elsewhere++;
                if (changes.size() < SHOWN) {
                    changes.add(new Change(
                            event.id(), event.category(), event.content().title(), event.acceptedAt(), now, then));
                }
            }
        }

        Outcome outcome() {
            return new Outcome(events, matched, elsewhere, List.copyOf(changes));
        }
    }

    private static Account with(Account account, Trial trial) {
        var rule = new RoutingRule(TRIED, "tried", trial.expression(), trial.destination());
        List<RoutingRule> rules = Stream.concat(
                        account.rules().stream().filter(each -> !each.id().equals(trial.replaces())), Stream.of(rule))
                .toList();
        return new Account(
                account.id(),
                account.name(),
                account.plan(),
                account.categories(),
                account.destinations(),
                rules,
                account.operator());
    }

    private List<UUID> destinations(Event event, Account account) {
        return routing.assignments(event, account).stream()
                .map(Assignment::destinationId)
                .sorted()
                .toList();
    }
}
