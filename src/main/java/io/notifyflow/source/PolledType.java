package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import io.notifyflow.event.Problem.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A type of source that the hub asks itself, and what a source of it must know. */
public interface PolledType {

    int MOST_MINUTES = 44_640;
    int MOST_BACKLOG = 100;

    /** It has the route {@code direct:source.<name>}. */
    String name();

    /** Whether something comes to its address, too. */
    default boolean hasAddress() {
        return false;
    }

    /** The settings there are. */
    Set<String> settings();

    /** All that is wrong; names, lengths and the shared settings are checked already. */
    List<InvalidMember> errors(Account account, NewSource source);

    /** What is wrong with what all such types share. */
    default List<InvalidMember> allErrors(Account account, NewSource source) {
        var errors = new ArrayList<InvalidMember>();
        if (source.category() == null) {
            errors.add(new InvalidMember("category", "is required: it is that of events which have no other"));
        }
        JsonNode settings = source.settings();
        settings.fieldNames().forEachRemaining(setting -> {
            if (!settings().contains(setting)) {
                errors.add(new InvalidMember(
                        "settings." + setting,
                        "is unknown; " + name() + " has " + String.join(", ", sorted(settings()))));
            }
        });
        range(settings, "minutes", 1, MOST_MINUTES, errors);
        range(settings, "backlog", 0, MOST_BACKLOG, errors);
        errors.addAll(errors(account, source));
        return errors;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static void range(JsonNode settings, String name, int least, int most, List<InvalidMember> errors) {
        if (settings.has(name)) {
            int number = PollSettings.number(settings, name).orElse(-1);
            if (number < least || number > most) {
                errors.add(
                        new InvalidMember("settings." + name, "must be a whole number from " + least + " to " + most));
            }
        }
    }
}
