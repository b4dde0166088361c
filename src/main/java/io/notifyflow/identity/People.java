package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.PersonStore.Row;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The people of accounts. An account that has people has an owner. */
@Component
public class People {

    private final PersonStore store;
    private final AuditLog audit;
    private final Clock clock;

    People(PersonStore store, AuditLog audit, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who has a password, and its hash. */
    public record Secret(UUID person, String hash) {

        @Override
        public String toString() {
            return "Secret[" + person + "]";
        }
    }

    /** What came of a change. */
    enum Change {
        DONE,
        UNKNOWN,
        LAST_OWNER
    }

    /** Empty also for somebody who is gone, or whose account is closed. */
    public Optional<Person> find(UUID id) {
        return store.byId(id).flatMap(Row::person);
    }

    public Optional<Secret> password(String email) {
        return store.password(email);
    }

    /** The password of somebody, if they have one. */
    public Optional<Secret> password(UUID id) {
        return store.password(id);
    }

    /** Sets a new password; sessions are ended by whoever knows which stays. */
    public void setPassword(UUID id, String hash) {
        store.setPassword(id, hash);
    }

    public void signedIn(UUID id) {
        store.signedIn(id, clock.instant());
    }

    /** The oldest first. */
    List<Person> list(UUID account) {
        return store.inAccount(account).stream()
                .flatMap(row -> row.listed().stream())
                .toList();
    }

    Optional<Person> find(UUID account, UUID id) {
        return find(id).filter(person -> person.account().equals(account));
    }

    @Transactional
    Change setRole(UUID account, Actor actor, UUID id, Role role) {
        store.lockAccount(account);
        Optional<Person> known = find(account, id);
        if (known.isEmpty()) {
            return Change.UNKNOWN;
        }
        if (role != Role.OWNER && lastOwner(known.get())) {
            return Change.LAST_OWNER;
        }
        if (known.get().role() != role) {
            store.setRole(id, role);
            audit.write(account, actor, "person.role-changed", id, Map.of("role", role.text()));
        }
        return Change.DONE;
    }

    /** Their sessions end with the commit; keys that they made are the account's, and stay. */
    @Transactional
    Change remove(UUID account, Actor actor, UUID id) {
        store.lockAccount(account);
        Optional<Row> known = store.byId(id).filter(row -> account.equals(row.account()) && row.active());
        if (known.isEmpty()) {
            return Change.UNKNOWN;
        }
        if (known.flatMap(Row::person).filter(this::lastOwner).isPresent()) {
            return Change.LAST_OWNER;
        }
        audit.write(account, actor, "person.removed", id, Map.of());
        store.anonymise(known.get(), "removed");
        return Change.DONE;
    }

    private boolean lastOwner(Person person) {
        return person.role() == Role.OWNER
                && list(person.account()).stream()
                        .noneMatch(other ->
                                other.role() == Role.OWNER && !other.id().equals(person.id()));
    }
}
