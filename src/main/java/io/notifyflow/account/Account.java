package io.notifyflow.account;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant with all that accepting and routing its events asks for; an immutable snapshot.
 *
 * @param categories   by name in lower case
 * @param operator     whether it may see what concerns all accounts
 */
public record Account(
        UUID id,
        String name,
        Plan plan,
        Map<String, Category> categories,
        List<Destination> destinations,
        List<RoutingRule> rules,
        boolean operator) {

    public Account {
        categories = Map.copyOf(categories);
        destinations = List.copyOf(destinations);
        rules = List.copyOf(rules);
    }

    /** The category of that name, whatever its case. */
    public @Nullable Category category(String spelling) {
        return categories.get(spelling.toLowerCase(Locale.ROOT));
    }
}
