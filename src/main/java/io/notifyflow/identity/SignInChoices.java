package io.notifyflow.identity;

import java.util.List;

/** The providers that people can sign in with. */
public interface SignInChoices {

    /**
     * One of them.
     *
     * @param name  in addresses and in the database
     * @param label what pages call it
     */
    record Choice(String name, String label) {}

    /** In the order of the pages; none where people have passwords. */
    List<Choice> choices();

    /** What pages call a provider, also one that is not configured any more. */
    default String label(String name) {
        return choices().stream()
                .filter(choice -> choice.name().equals(name))
                .map(Choice::label)
                .findFirst()
                .orElse(name);
    }
}
