package io.notifyflow.account;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an API key may do. */
public enum Scope {
    /** Post events. */
    SEND,
    /** See what there is: events, deliveries, dead letters, settings without their secrets. */
    READ,
    /** Change settings, redrive, and make keys. */
    MANAGE;

    /** As it stands in requests, answers and the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Scopes as a column holds them. */
    public static Set<Scope> read(Array column) throws SQLException {
        return Stream.of((String[]) column.getArray())
                .flatMap(text -> of(text).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    public static Optional<Scope> of(String text) {
        return Stream.of(values()).filter(scope -> scope.text().equals(text)).findFirst();
    }
}
