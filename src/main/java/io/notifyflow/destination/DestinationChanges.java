package io.notifyflow.destination;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Destinations;
import io.notifyflow.account.PlanCaps;
import io.notifyflow.destination.DestinationList.Kept;
import io.notifyflow.destination.DestinationView.Deleted;
import io.notifyflow.event.Etag;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes of destinations, each with its entry in the audit log; all hubs hear of it at the commit. */
@Component
class DestinationChanges {

    private static final String ACTIVE = "active";
    private static final String PAUSED = "paused";
    private static final String DISABLED = "disabled";
    /** The member that names a person, where one has to confirm. */
    private static final String RECIPIENT = "to";

    /** As with categories and rules, whose changes it could cross. */
    private static final String LOCK = "SELECT id FROM account WHERE id = :account FOR NO KEY UPDATE";

    private static final String CATEGORIES =
            """
            SELECT c.name FROM category_destination cd JOIN category c ON c.id = cd.category_id
            WHERE cd.destination_id = :id AND cd.account_id = :account ORDER BY lower(c.name)
            """;

    private static final String RULES =
            """
            SELECT name FROM routing_rule WHERE destination_id = :id AND account_id = :account ORDER BY created_at, id
            """;

    private static final String WAITING =
            "SELECT count(*) FROM delivery WHERE destination_id = :id AND account_id = :account AND status = 'pending'";

    /** Nothing is left to wait for. */
    private static final String UNSCHEDULE =
            """
            UPDATE delivery SET status = 'pending' WHERE destination_id = :id AND account_id = :account AND status = 'scheduled'
            """;

    private static final String DELETE =
            """
            WITH gone AS (
              DELETE FROM destination WHERE id = :id AND account_id = :account
              RETURNING id, account_id, name, type, lane_id, former_lanes, lane_left_at)
            INSERT INTO deleted_destination (id, account_id, name, type, lane_id, former_lanes, lane_left_at)
            SELECT id, account_id, name, type, lane_id, former_lanes, lane_left_at FROM gone
            """;

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final DestinationList list;
    private final DestinationRequest request;
    private final AuditLog audit;
    private final PlanCaps caps;
    private final Confirmations confirmations;

    DestinationChanges(
            JdbcClient jdbc,
            Destinations destinations,
            DestinationList list,
            DestinationRequest request,
            AuditLog audit,
            PlanCaps caps,
            Confirmations confirmations) {
        this.caps = caps;
        this.confirmations = confirmations;
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.list = list;
        this.request = request;
        this.audit = audit;
    }

    /** A destination that was entered, and whether it is a new one. */
    record Entered(Kept destination, boolean isNew) {}

    /**
     * Adds a destination, or changes the one of that name; what is entered again is resumed, and tried once also if it was
     * gone.
     */
    @Transactional
    Entered enter(UUID account, Actor actor, DestinationRequest.Asked asked) {
        lock(account);
        Optional<Kept> before = list.find(account, asked.name());
        if (before.isEmpty()) {
            caps.requireRoom(account, PlanCaps.Thing.DESTINATION);
        }
        UUID id = destinations.put(account, asked.name(), asked.type(), asked.settings(), asked.isDefault());
        destinations.resume(id);
        Optional<String> recipientBefore = before.filter(
                        known -> known.view().type().equals(asked.type().name()))
                .flatMap(known -> Optional.ofNullable(known.told().get(RECIPIENT)));
        confirmations.settle(
                account, id, asked.type(), recipientBefore, asked.type().recipient(asked.settings()));
        Kept after = list.find(account, id).orElseThrow();
        before.ifPresentOrElse(
                known -> writeChange(account, actor, known, after),
                () -> audit.write(
                        account,
                        actor,
                        "destination.created",
                        id,
                        Map.of("name", asked.name(), "type", asked.type().name())));
        return new Entered(after, before.isEmpty());
    }

    private void lock(UUID account) {
        jdbc.sql(LOCK).param("account", account).query(row -> {});
    }

    private void writeChange(UUID account, Actor actor, Kept before, Kept after) {
        audit.write(
                account,
                actor,
                "destination.changed",
                after.view().id(),
                Map.of(
                        "before",
                        before.view().toString(),
                        "after",
                        after.view().toString(),
                        "secretsChanged",
                        secretsChanged(before, after)));
    }

    private static List<String> secretsChanged(Kept before, Kept after) {
        var names = new TreeSet<>(before.view().secrets());
        names.addAll(after.view().secrets());
        names.removeIf(name -> {
            String now = after.told().get(name);
            return now != null && now.equals(before.told().get(name));
        });
        return List.copyOf(names);
    }

    /**
     * Changes some of it. With other settings a disabled one is resumed, as when it is entered anew.
     *
     * @param ifMatch the state that the client has seen; null for any
     * @return empty if the account has no such destination
     * @throws InvalidRequest if it cannot become so, or has changed meanwhile
     */
    @Transactional(rollbackFor = IOException.class)
    Optional<Kept> change(UUID account, Actor actor, UUID id, @Nullable String ifMatch, byte[] body)
            throws IOException {
        lock(account);
        Kept before = list.find(account, id).orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        Etag.require(ifMatch, before);
        DestinationRequest.Change change = request.readChange(body, before);
        try {
            destinations.change(
                    account, id, change.name(), change.isDefault(), change.batching(), change.digestSeconds());
        } catch (DuplicateKeyException taken) {
            throw DestinationRequest.taken(change.name());
        }
        if (change.settings() != null) {
            destinations.tell(account, id, change.settings());
            if (before.view().status().equals(DISABLED)) {
                destinations.resume(id);
            }
            DestinationType type = request.type(before);
            Optional<String> recipient = type.recipient(change.settings());
            confirmations.settle(
                    account, id, type, Optional.ofNullable(before.told().get(RECIPIENT)), recipient);
        }
        Kept after = list.find(account, id).orElseThrow();
        writeChange(account, actor, before, after);
        return Optional.of(after);
    }

    /**
     * Holds its events. Pausing what is paused changes nothing.
     *
     * @throws InvalidRequest (409) if it is disabled, and holds them already
     */
    @Transactional
    Optional<Kept> pause(UUID account, Actor actor, UUID id, @Nullable String reason) {
        lock(account);
        Optional<Kept> before = list.find(account, id);
        if (before.isEmpty()) {
            return before;
        }
        if (before.get().view().status().equals(DISABLED)) {
            throw new InvalidRequest(Problem.of(
                    "destination-disabled",
                    "The destination is disabled",
                    409,
                    "It holds its events already (" + before.get().view().reason()
                            + "); mend it and resume it, and pause it then"));
        }
        if (destinations.pause(id, reason == null ? "paused by " + actor.name() : reason)) {
            audit.write(account, actor, "destination.paused", id, reason == null ? Map.of() : Map.of("reason", reason));
        }
        return list.find(account, id);
    }

    /** Sends what was held, in order; a destination that was gone is believed to be there again, and tried. */
    @Transactional
    Optional<Kept> resume(UUID account, Actor actor, UUID id) {
        lock(account);
        Optional<Kept> before = list.find(account, id);
        if (before.isPresent() && !before.get().view().status().equals(ACTIVE)) {
            requireConfirmed(before.get());
            destinations.resume(id);
            var details = new HashMap<String, String>();
            details.put("was", before.get().view().status());
            if (before.get().view().reason() != null) {
                details.put("reason", before.get().view().reason());
            }
            audit.write(account, actor, "destination.resumed", id, details);
        }
        return list.find(account, id);
    }

    /**
     * Sends the recipient of a destination another link to confirm with.
     *
     * @return empty if the account has no such destination
     * @throws InvalidRequest (409) if nobody has to confirm, (429) if too many were asked
     */
    @Transactional
    Optional<Kept> askAgain(UUID account, Actor actor, UUID id) {
        lock(account);
        Optional<Kept> found = list.find(account, id);
        found.ifPresent(kept -> {
            String recipient = kept.told().get(RECIPIENT);
            if (kept.view().confirmed() || recipient == null) {
                throw new InvalidRequest(Problem.of(
                        "recipient-confirmed",
                        "Nobody has to confirm",
                        409,
                        "The destination sends already, or has no recipient who must confirm"));
            }
            confirmations.ask(account, id, request.type(kept), recipient);
            audit.write(account, actor, "destination.confirmation-sent", id, Map.of("recipient", recipient));
        });
        return found;
    }

    /**
     * @throws InvalidRequest (409) if its recipient has yet to confirm
     */
    static void requireConfirmed(Kept destination) {
        if (!destination.view().confirmed()) {
            throw new InvalidRequest(Problem.of(
                    "recipient-unconfirmed",
                    "The recipient has not confirmed",
                    409,
                    "The recipient has to confirm with the link in the mail first; its events are held until then. POST to"
                            + " its address with /confirmation at the end to send the mail again"));
        }
    }

    /**
     * Deletes it, with its secrets. What waits for it becomes dead letters a moment later.
     *
     * @param force whether also one that categories or rules lead to
     * @return empty if the account has no such destination
     * @throws InvalidRequest (409) if it is in use, (412) if it has changed meanwhile
     */
    @Transactional
    Optional<Deleted> delete(UUID account, Actor actor, UUID id, @Nullable String ifMatch, boolean force) {
        lock(account);
        Kept before = list.find(account, id).orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        Etag.require(ifMatch, before);
        List<String> categories = names(CATEGORIES, account, id);
        List<String> rules = names(RULES, account, id);
        if (!force && !(categories.isEmpty() && rules.isEmpty())) {
            throw inUse(categories, rules);
        }
        jdbc.sql(UNSCHEDULE).param("account", account).param("id", id).update();
        long waiting = jdbc.sql(WAITING)
                .param("account", account)
                .param("id", id)
                .query(Long.class)
                .single();
        jdbc.sql(DELETE).param("account", account).param("id", id).update();
        audit.write(
                account,
                actor,
                "destination.deleted",
                id,
                Map.of(
                        "name",
                        before.view().name(),
                        "type",
                        before.view().type(),
                        "deadLetters",
                        waiting,
                        "categories",
                        categories,
                        "rules",
                        rules));
        return Optional.of(new Deleted(
                id,
                "deleted",
                waiting == 0
                        ? "Nothing waited for it"
                        : waiting + " events waited for it, and become dead letters; the quota of what nobody can have"
                                + " read is given back",
                waiting,
                categories,
                rules));
    }

    private List<String> names(String statement, UUID account, UUID id) {
        return jdbc.sql(statement)
                .param("account", account)
                .param("id", id)
                .query(String.class)
                .list();
    }

    private static InvalidRequest inUse(List<String> categories, List<String> rules) {
        var uses = new ArrayList<InvalidMember>();
        categories.forEach(name -> uses.add(new InvalidMember("category", name)));
        rules.forEach(name -> uses.add(new InvalidMember("rule", name)));
        return new InvalidRequest(Problem.of(
                        "destination-in-use",
                        "Categories or rules lead to the destination",
                        409,
                        "Change the " + categories.size() + " categories and " + rules.size()
                                + " rules in errors first; or delete it with ?force=true, which takes it out of the"
                                + " categories and deletes the rules")
                .with(uses));
    }
}
