package io.notifyflow.identity;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.NewAccounts;
import io.notifyflow.account.PlanSettings;
import io.notifyflow.account.UnusableSetting;
import io.notifyflow.identity.PersonStore.Row;
import io.notifyflow.identity.SignInRefused.Reason;
import java.time.Clock;
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
    private final Invitations invitations;
    private final NewAccounts accounts;
    private final AuditLog audit;
    private final PeopleSettings settings;
    private final Clock clock;

    Arrivals(
            PersonStore store,
            Invitations invitations,
            NewAccounts accounts,
            AuditLog audit,
            PeopleSettings settings,
            PlanSettings plans,
            Clock clock) {
        requirePlan(settings, plans);
        this.store = store;
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
     * Somebody whom the provider vouches for.
     *
     * @param link the token of a link that led them here
     * @throws SignInRefused if they may not come in
     */
    @Transactional
    public Person signIn(ProviderUser user, @Nullable String link) {
        Person person = arrive(user, link);
        store.signedIn(person.id(), clock.instant());
        return person;
    }

    /**
     * Somebody who calls with a token of the provider.
     *
     * @throws SignInRefused if they may not come in
     */
    @Transactional
    public Person byToken(ProviderUser user) {
        Optional<Person> known = store.bySubject(user.subject()).flatMap(Row::person);
        return known.orElseGet(() -> arrive(user, null));
    }

    private Person arrive(ProviderUser user, @Nullable String link) {
        store.lockSubject(user.subject());
        Row known = store.bySubject(user.subject()).orElse(null);
        if (known != null && !known.active()) {
            refuseTombstone(known, link);
            store.releaseSubject(known.id());
            known = null;
        }
        if (known == null && user.verified() && user.email() != null) {
            // Whoever had a password until the hub got a provider.
            known = store.localByEmail(user.email())
                    .filter(row -> row.subject() == null)
                    .orElse(null);
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
        UUID id = row == null
                ? store.add(account, user.subject(), null, null, role, "active", null, null, clock.instant())
                : row.id();
        store.join(id, account, role, user);
        return arrived(id, joins);
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
        return store.add(
                invitation.account(), null, address, name, invitation.role(), "active", hash, null, clock.instant());
    }
}
