package io.notifyflow.identity;

import io.notifyflow.account.Scope;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a person is in their account. */
public enum Role {
    /** May change everything, people and keys included. */
    OWNER(Set.of(Scope.READ, Scope.MANAGE)),
    /** May see everything but secrets. */
    MEMBER(Set.of(Scope.READ));

    private final Set<Scope> scopes;

    Role(Set<Scope> scopes) {
        this.scopes = scopes;
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    /** As it stands in requests, answers and the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String text) {
        return Stream.of(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
