package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.NewAccounts;
import io.notifyflow.account.PlanSettings;
import io.notifyflow.account.UnusableSetting;
import io.notifyflow.identity.PersonStore.Row;
import io.notifyflow.identity.SignInRefused.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes people of those who sign in: each once, however many times and from wherever they come at the same moment. */
@Component
public class Arrivals {

    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    private final PersonStore store;
    private final IdentityStore identities;
    private final ArrivalTurns turns;
    private final Invitations invitations;
    private final NewAccounts accounts;
    private final AuditLog audit;
    private final PeopleSettings settings;
    private final Clock clock;

    Arrivals(
            PersonStore store,
            IdentityStore identities,
            ArrivalTurns turns,
            Invitations invitations,
            NewAccounts accounts,
            AuditLog audit,
            PeopleSettings settings,
            PlanSettings plans,
            Clock clock) {
        requirePlan(settings, plans);
        this.store = store;
        this.identities = identities;
        this.turns = turns;
        this.invitations = invitations;
        this.accounts = accounts;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    private static void requirePlan(PeopleSettings settings, PlanSettings plans) {
        try {
            plans.plan(settings.plan());
        } catch (IllegalArgumentException unknown) {
            throw new UnusableSetting(
                    "NOTIFYFLOW_PEOPLE_PLAN cannot be used. " + unknown.getMessage(),
                    "Set NOTIFYFLOW_PEOPLE_PLAN to one of the plans, or leave it out for free.");
        }
    }

    /**
     * Signs in somebody whom a provider vouches for; who is new gets an account of their own.
     *
     * @throws SignInRefused if they may not come in
     */
    public Person signIn(ProviderUser user) {
        return turns.transaction(() -> signInKnown(user))
                .orElseGet(() -> turns.inTurn(
                        user, () -> signInKnown(user).orElseGet(() -> signedIn(user, arrive(user, null, false)))));
    }

    private Optional<Person> signInKnown(ProviderUser user) {
        Optional<Person> known = known(user).flatMap(Row::person);
        if (known.isEmpty() || signedInJustNow(known.get())) {
            return known;
        }
        describe(known.get().id(), user);
        signedIn(user, known.get());
        return store.byId(known.get().id()).flatMap(Row::person);
    }

    /** Then there is nothing new to write, and sign-ins at the same moment do not wait for each other's commit. */
    private boolean signedInJustNow(Person person) {
        Instant last = person.lastSignInAt();
        return last != null && last.isAfter(clock.instant().minusSeconds(1));
    }

    /**
     * Signs in somebody who has followed an invitation, and has agreed to join.
     *
     * @param link the token of the link that led them here
     * @throws SignInRefused if they may not come in
     */
    @Transactional
    public Person join(ProviderUser user, String link) {
        return signedIn(user, arrive(user, link, true));
    }

    /**
     * Signs in somebody who had a password until the hub got a provider, and has agreed to be that person.
     *
     * @throws SignInRefused if they may not come in
     */
    @Transactional
    public Person adopt(ProviderUser user) {
        return signedIn(user, arrive(user, null, true));
    }

    private Person signedIn(ProviderUser user, Person person) {
        store.signedIn(person.id(), clock.instant());
        identities.used(user, clock.instant());
        return person;
    }

    /**
     * Who had a password with the e-mail address of a user who is new here. An address that is not verified is nobody's.
     */
    public Optional<Person> passwordHolder(ProviderUser user) {
        return identities.person(user.provider(), user.subject()).isPresent()
                ? Optional.empty()
                : local(user).flatMap(Row::person);
    }

    private Optional<Row> local(ProviderUser user) {
        String email = user.email();
        return !user.verified() || email == null
                ? Optional.empty()
                : store.localByEmail(email).filter(row -> !row.linked());
    }

    /**
     * Somebody who calls with a token of a provider.
     *
     * @throws SignInRefused if they may not come in
     */
    public Person byToken(ProviderUser user) {
        return known(user).flatMap(Row::person).orElseGet(() -> turns.inTurn(user, () -> arrive(user, null, false)));
    }

    private Optional<Row> known(ProviderUser user) {
        return identities.person(user.provider(), user.subject()).flatMap(store::byId);
    }

    /**
     * @param agreed whether they may become somebody who had a password
     */
    private Person arrive(ProviderUser user, @Nullable String link, boolean agreed) {
        identities.lock(user.provider(), user.subject());
        Row known = known(user).orElse(null);
        if (known != null && !known.active()) {
            refuseTombstone(known, link);
            identities.release(user.provider(), user.subject());
            known = null;
        }
        if (known == null) {
            known = local(user).orElse(null);
            if (known != null && !agreed) {
                throw new SignInRefused(Reason.AGREEMENT_NEEDED);
            }
        }
        if (known != null && known.banned()) {
            throw new SignInRefused(Reason.BANNED);
        }
        if (known != null && known.closed() && link == null) {
            throw new SignInRefused(Reason.CLOSED);
        }
        return join(user, known, link);
    }

    private static void refuseTombstone(Row tombstone, @Nullable String link) {
        if (tombstone.state().equals("deleted")) {
            throw new SignInRefused(Reason.DELETED);
        }
        if (link == null) {
            throw new SignInRefused(Reason.REMOVED);
        }
    }

    private Person join(ProviderUser user, @Nullable Row known, @Nullable String link) {
        UUID account = known == null || known.closed() ? null : known.account();
        Role role = known == null || account == null ? Role.OWNER : known.role();
        Row row = known;
        if (link != null) {
            Invitation invitation = invitations.take(link).orElseThrow(() -> new SignInRefused(Reason.LINK));
            if (account != null && !account.equals(invitation.account())) {
                throw new SignInRefused(Reason.OTHER_ACCOUNT);
            }
            if (row == null && invitation.person() != null) {
                row = store.byId(invitation.person()).filter(Row::active).orElse(null);
            }
            role = account == null || invitation.role() == Role.OWNER ? invitation.role() : role;
            account = invitation.account();
        }
        boolean joins = row == null || row.account() == null || row.closed();
        if (account == null) {
            account = newAccount(user);
        }
        UUID id = row == null ? store.add(account, null, null, role, "active", null, null, clock.instant()) : row.id();
        if (identities.person(user.provider(), user.subject()).isEmpty()) {
            identities.add(id, user.provider(), user.subject(), user.label(), clock.instant());
        }
        store.join(id, account, role);
        describe(id, user);
        return arrived(id, joins);
    }

    /** Of several identities the first one says what the person is called. */
    private void describe(UUID id, ProviderUser user) {
        PersonIdentity first = identities.of(id).getFirst();
        if (first.provider().equals(user.provider()) && first.subject().equals(user.subject())) {
            store.rename(id, user.email(), user.name());
        }
    }

    private UUID newAccount(ProviderUser user) {
        if (!settings.signUp()) {
            throw new SignInRefused(Reason.NOT_INVITED);
        }
        return makeAccount(user);
    }

    UUID makeAccount(ProviderUser user) {
        String name = user.name() != null ? user.name() : user.email() != null ? user.email() : "Account";
        return accounts.make(name, settings.plan());
    }

    private Person arrived(UUID id, boolean joins) {
        Person person = store.byId(id).flatMap(Row::person).orElseThrow(() -> new SignInRefused(Reason.CLOSED));
        if (joins) {
            audit.write(
                    person.account(),
                    person.actor(),
                    "person.joined",
                    id,
                    Map.of("role", person.role().text()));
            log.info(
                    "Person {} joins account {} as {}",
                    id,
                    person.account(),
                    person.role().text());
        }
        return person;
    }

    /**
     * Somebody with a link who sets a password.
     *
     * @param email asked for where the link names nobody
     * @param hash  of the password
     * @throws SignInRefused if the link is none any more
     */
    @Transactional
    public Person withPassword(String link, String email, @Nullable String name, String hash) {
        Invitation invitation = invitations.take(link).orElseThrow(() -> new SignInRefused(Reason.LINK));
        UUID known = invitation.person();
        try {
            UUID id = known == null ? add(invitation, email, name, hash) : known;
            if (known != null) {
                store.endSessions(known);
                store.setPassword(known, hash);
            }
            if (known != null && invitation.resetsSecondFactor()) {
                store.removeSecondFactors(known);
                audit.write(invitation.account(), Actor.HUB, "person.second-factor-removed", known, Map.of());
            }
            store.signedIn(id, clock.instant());
            return arrived(id, known == null);
        } catch (DuplicateKeyException taken) {
            throw new SignInRefused(Reason.ADDRESS_TAKEN);
        }
    }

    private UUID add(Invitation invitation, String email, @Nullable String name, String hash) {
        String address = invitation.email() == null ? email : invitation.email();
        return store.add(invitation.account(), address, name, invitation.role(), "active", hash, null, clock.instant());
    }
}
