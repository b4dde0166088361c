package io.notifyflow.identity;

import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.PersonStore.Row;
import io.notifyflow.identity.SignInRefused.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Links people to what providers call them, and unlinks them. */
@Component
public class Identities {

    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    private final IdentityStore store;
    private final PersonStore people;
    private final SignInChoices choices;
    private final AuditLog audit;
    private final Clock clock;

    Identities(IdentityStore store, PersonStore people, SignInChoices choices, AuditLog audit, Clock clock) {
        this.store = store;
        this.people = people;
        this.choices = choices;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of unlinking. */
    public enum Unlinked {
        DONE,
        UNKNOWN,
        /** Nobody could sign in as this person any more. */
        LAST
    }

    /** The earliest first. */
    public List<PersonIdentity> of(Person person) {
        return store.of(person.id());
    }

    /**
     * Links one more identity, for a person who is signed in and has agreed.
     *
     * @throws SignInRefused if the identity is somebody else's, or was deleted at its provider
     */
    @Transactional
    public void link(Person person, ProviderUser user) {
        store.lock(user.provider(), user.subject());
        Optional<UUID> owner = store.person(user.provider(), user.subject());
        if (owner.filter(person.id()::equals).isPresent()) {
            return;
        }
        owner.flatMap(people::byId).ifPresent(row -> release(row, user));
        store.add(person.id(), user.provider(), user.subject(), user.label(), clock.instant());
        audit.write(
                person.account(),
                person.actor(),
                "person.identity-linked",
                person.id(),
                Map.of("provider", user.provider()));
        log.info("Person {} is linked to an identity of the provider {}", person.id(), user.provider());
    }

    /** Of somebody who was removed from their account it is free. */
    private void release(Row owner, ProviderUser user) {
        if (owner.active()) {
            throw new SignInRefused(Reason.LINKED_ELSEWHERE);
        }
        if (owner.state().equals("deleted")) {
            throw new SignInRefused(Reason.DELETED);
        }
        store.release(user.provider(), user.subject());
    }

    /** Sessions that began with the provider end. Without a password one identity that can be used must stay. */
    @Transactional
    public Unlinked unlink(Person person, UUID id) {
        people.lock(person.id());
        List<PersonIdentity> all = store.of(person.id());
        Optional<PersonIdentity> meant =
                all.stream().filter(identity -> identity.id().equals(id)).findFirst();
        if (meant.isEmpty()) {
            return Unlinked.UNKNOWN;
        }
        List<String> usable =
                choices.choices().stream().map(SignInChoices.Choice::name).toList();
        boolean another =
                all.stream().anyMatch(identity -> !identity.id().equals(id) && usable.contains(identity.provider()));
        if (!another) {
            return Unlinked.LAST;
        }
        boolean removed = store.remove(person.id(), id);
        store.endSessions(person.id(), meant.get().provider());
        if (removed) {
            audit.write(
                    person.account(),
                    person.actor(),
                    "person.identity-unlinked",
                    person.id(),
                    Map.of("provider", meant.get().provider()));
            log.info(
                    "Person {} is no longer linked to the provider {}",
                    person.id(),
                    meant.get().provider());
        }
        return Unlinked.DONE;
    }
}
