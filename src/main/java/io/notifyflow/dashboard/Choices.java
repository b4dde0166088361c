package io.notifyflow.dashboard;

import java.util.Arrays;
import java.util.List;

/** What a form offers of a type of the API. */
public final class Choices {

    /** What the client takes a value for that it does not know, and nobody can choose. */
    private static final String UNKNOWN = "UNKNOWN_DEFAULT_OPEN_API";

    private Choices() {}

    public static <E extends Enum<E>> List<E> of(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> !each.name().equals(UNKNOWN))
                .toList();
    }
}
