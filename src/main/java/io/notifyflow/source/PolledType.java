package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import io.notifyflow.event.Problem.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A type of source that the hub asks itself, and what a source of it must know. */
public interface PolledType {

    /** It has the route {@code direct:source.<name>}. */
    String name();

    /** Whether something comes to its address, too. */
    default boolean hasAddress() {
        return false;
    }

    /** The settings there are. */
    Set<String> settings();

    /**
     * Where the secret of a source is sent. When that changes, the secret has to be entered again: who may change a source
     * may not read what was entered. Any setting decides it, unless a type knows better.
     */
    default Object secretGoesTo(JsonNode settings) {
        return settings;
    }

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
        PollSettings.check(settings, errors);
        errors.addAll(errors(account, source));
        return errors;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
