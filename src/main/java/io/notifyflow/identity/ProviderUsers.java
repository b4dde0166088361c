package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.PersonStore.Row;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps people as the provider has its users, whatever the order in which it tells of them: the latest of its own times
 * counts, and who is deleted stays deleted.
 */
@Component
public class ProviderUsers {

    private final PersonStore store;
    private final IdentityStore identities;
    private final Arrivals arrivals;
    private final Invitations invitations;
    private final AccountClosing closing;
    private final AuditLog audit;
    private final PeopleSettings settings;
    private final Clock clock;

    ProviderUsers(
            PersonStore store,
            IdentityStore identities,
            Arrivals arrivals,
            Invitations invitations,
            AccountClosing closing,
            AuditLog audit,
            PeopleSettings settings,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.arrivals = arrivals;
        this.invitations = invitations;
        this.closing = closing;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /** What came of being told. */
    public enum Effect {
        APPLIED,
        /** Something later is known. */
        OLDER,
        /** They are deleted, or were removed from their account. */
        GONE
    }

    /**
     * @param banned whether nobody is to be let in as them: their sessions end
     */
    @Transactional
    public Effect changed(ProviderUser user, Instant updated, boolean banned) {
        identities.lock(user.provider(), user.subject());
        Optional<Row> known = identities.person(user.provider(), user.subject()).flatMap(store::byId);
        if (known.isEmpty()) {
            store.setBanned(add(user, updated), banned);
            return Effect.APPLIED;
        }
        Row row = known.get();
        if (!row.active()) {
            return Effect.GONE;
        }
        Instant before = row.providerUpdatedAt();
        if (before != null && updated.isBefore(before)) {
            return Effect.OLDER;
        }
        store.describe(row.id(), user.email(), user.name(), updated);
        if (store.setBanned(row.id(), banned) && row.account() != null) {
            audit.write(row.account(), Actor.HUB, banned ? "person.banned" : "person.unbanned", row.id(), Map.of());
        }
        return Effect.APPLIED;
    }

    /** Whoever is invited gets no account of their own before they had the chance to follow the invitation. */
    private UUID add(ProviderUser user, Instant updated) {
        boolean awaited = user.email() != null && invitations.await(user.email());
        UUID account = awaited || !settings.signUp() ? null : arrivals.makeAccount(user);
        UUID id = store.add(account, user.email(), user.name(), Role.OWNER, "active", null, updated, clock.instant());
        identities.add(id, user.provider(), user.subject(), user.label(), clock.instant());
        return id;
    }

    /** The whole person is deleted, whatever else they sign in with. */
    @Transactional
    public Effect deleted(String provider, String subject) {
        identities.lock(provider, subject);
        Optional<Row> known = identities.person(provider, subject).flatMap(store::byId);
        if (known.isEmpty()) {
            UUID id = store.add(null, null, null, Role.MEMBER, "deleted", null, null, clock.instant());
            identities.add(id, provider, subject, null, clock.instant());
            return Effect.APPLIED;
        }
        Row row = known.get();
        if (row.state().equals("deleted")) {
            return Effect.GONE;
        }
        UUID account = row.account();
        if (account == null) {
            store.anonymise(row, "deleted");
            return Effect.APPLIED;
        }
        store.lockAccount(account);
        store.anonymise(row, "deleted");
        audit.write(account, Actor.HUB, "person.deleted", row.id(), Map.of());
        boolean owned = store.inAccount(account).stream().anyMatch(other -> other.role() == Role.OWNER);
        if (row.active() && row.role() == Role.OWNER && !owned) {
            closing.close(account);
        }
        return Effect.APPLIED;
    }
}
