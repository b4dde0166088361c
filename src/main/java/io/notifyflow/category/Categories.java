package io.notifyflow.category;

import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.DeliveryTimes;
import io.notifyflow.account.DeliveryTimes.QuietHours;
import io.notifyflow.category.CategoryRequest.Asked;
import io.notifyflow.category.CategoryView.HoursView;
import io.notifyflow.event.Etag;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The categories of accounts in the database; every question names the account. */
@Repository
class Categories {

    private static final String LIST =
            """
            SELECT c.id, c.name, c.color, c.emoji, c.created_at,
                   c.quiet_from, c.quiet_to, c.quiet_days, c.digest_seconds, c.time_zone,
                   array(SELECT cd.destination_id FROM category_destination cd
                         WHERE cd.category_id = c.id ORDER BY cd.destination_id) AS destinations
            FROM category c WHERE c.account_id = :account ORDER BY lower(c.name)
            """;

    /** Changes of one account's categories come one after the other, so that none exceeds the plan. */
    private static final String LOCK = "SELECT id FROM account WHERE id = :account FOR NO KEY UPDATE";

    private static final String ADD =
            """
            INSERT INTO category (id, account_id, name, color, emoji, quiet_from, quiet_to, quiet_days, digest_seconds, time_zone)
            VALUES (:id, :account, :name, :color, :emoji, :quietFrom, :quietTo, :quietDays, :digest, :zone)
            """;

    private static final String CHANGE =
            """
            UPDATE category SET name = :name, color = :color, emoji = :emoji, quiet_from = :quietFrom, quiet_to = :quietTo,
                                quiet_days = :quietDays, digest_seconds = :digest, time_zone = :zone
            WHERE id = :id AND account_id = :account
            """;

    private static final String LEAVE =
            "DELETE FROM category_destination WHERE category_id = :id AND account_id = :account";

    private static final String LEAD =
            """
            INSERT INTO category_destination (category_id, destination_id, account_id)
            SELECT :id, t.id, :account FROM destination t
            WHERE t.account_id = :account AND t.id = ANY (CAST(:destinations AS uuid[]))
            """;

    private static final String RESCHEDULE =
            """
            UPDATE delivery d SET next_attempt_at = :due
            FROM event e
            WHERE d.status = 'scheduled' AND d.account_id = :account
              AND e.id = d.event_id AND e.account_id = :account AND lower(e.category) = lower(:category)
            """;

    private static final String DELETE = "DELETE FROM category WHERE id = :id AND account_id = :account";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Categories(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.clock = clock;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    List<CategoryView> list(UUID account) {
        return jdbc.sql(LIST).param("account", account).query(Categories::view).list();
    }

    Optional<CategoryView> find(UUID account, UUID id) {
        return list(account).stream()
                .filter(category -> category.categoryId().equals(id))
                .findFirst();
    }

    /**
     * @throws InvalidRequest if the plan allows no more of them, or the name is taken
     */
    @Transactional
    CategoryView add(Account account, Actor actor, Asked asked) {
        lock(account.id());
        if (list(account.id()).size() >= account.plan().categories()) {
            throw new InvalidRequest(Problem.of(
                    "category-limit",
                    "The plan allows no more categories",
                    403,
                    "The plan " + account.plan().name() + " has "
                            + account.plan().categories()
                            + " categories; delete one that is not used, or choose a larger plan"));
        }
        UUID id = EventIds.next();
        write(ADD, account.id(), id, asked);
        lead(account.id(), id, asked.destinations());
        audit.write(account.id(), actor, "category.created", id, Map.of("name", asked.name()));
        return find(account.id(), id).orElseThrow();
    }

    private void lock(UUID account) {
        jdbc.sql(LOCK).param("account", account).query(row -> {});
    }

    private void write(String statement, UUID account, UUID id, Asked asked) {
        DeliveryTimes times = asked.times();
        QuietHours quiet = times.quiet();
        try {
            jdbc.sql(statement)
                    .param("id", id)
                    .param("account", account)
                    .param("name", asked.name())
                    .param("color", asked.color())
                    .param("emoji", asked.emoji(), Types.VARCHAR)
                    .param("quietFrom", quiet == null ? null : quiet.from(), Types.TIME)
                    .param("quietTo", quiet == null ? null : quiet.to(), Types.TIME)
                    .param(
                            "quietDays",
                            times.quietDays().stream()
                                    .map(DayOfWeek::getValue)
                                    .sorted()
                                    .toArray(Integer[]::new))
                    .param(
                            "digest",
                            times.digest() == null ? null : times.digest().toSeconds(),
                            Types.INTEGER)
                    .param("zone", times.zone().getId())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new InvalidRequest(Problem.of(
                    "category-exists",
                    "There is a category of that name",
                    409,
                    "The account has a category named \"" + asked.name() + "\"; names differ in more than their case"));
        }
    }

    private void lead(UUID account, UUID id, List<UUID> destinations) {
        jdbc.sql(LEAVE).param("id", id).param("account", account).update();
        jdbc.sql(LEAD)
                .param("id", id)
                .param("account", account)
                .param("destinations", destinations.toArray(UUID[]::new))
                .update();
    }

    /**
     * @param ifMatch the state that the client has seen; null for any
     * @return empty if the account has no such category
     */
    @Transactional
    Optional<CategoryView> change(Account account, Actor actor, UUID id, @Nullable String ifMatch, Asked asked) {
        lock(account.id());
        Optional<CategoryView> before = find(account.id(), id);
        if (before.isEmpty()) {
            return before;
        }
        Etag.require(ifMatch, before.get());
        write(CHANGE, account.id(), id, asked);
        lead(account.id(), id, asked.destinations());
        reschedule(account.id(), before.get().name(), asked.times());
        CategoryView after = find(account.id(), id).orElseThrow();
        audit.write(
                account.id(),
                actor,
                "category.changed",
                id,
                Map.of("before", before.get().toString(), "after", after.toString()));
        return Optional.of(after);
    }

    /** What waits for its time goes out at the new one. */
    private void reschedule(UUID account, String category, DeliveryTimes times) {
        jdbc.sql(RESCHEDULE)
                .param("account", account)
                .param("category", category)
                .param("due", Timestamp.from(times.due(clock.instant())))
                .update();
    }

    /** Its events stay as they are, what waited for its time goes out; new ones of that name are refused. */
    @Transactional
    boolean delete(UUID account, Actor actor, UUID id, @Nullable String ifMatch) {
        lock(account);
        Optional<CategoryView> before = find(account, id);
        if (before.isEmpty()) {
            return false;
        }
        Etag.require(ifMatch, before.get());
        reschedule(account, before.get().name(), DeliveryTimes.ANY);
        jdbc.sql(DELETE).param("id", id).param("account", account).update();
        audit.write(
                account,
                actor,
                "category.deleted",
                id,
                Map.of("name", before.get().name()));
        return true;
    }

    private static CategoryView view(ResultSet row, int index) throws SQLException {
        DeliveryTimes times = DeliveryTimes.read(row);
        return new CategoryView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                "#%06X".formatted(row.getInt("color")).toUpperCase(Locale.ROOT),
                row.getString("emoji"),
                List.of((UUID[]) row.getArray("destinations").getArray()),
                times.quiet() == null ? null : HoursView.of(times.quiet()),
                times.quietDays().stream().sorted().map(CategoryView::day).toList(),
                times.digest() == null ? null : (int) times.digest().toSeconds(),
                times.zone().getId(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                times.problem());
    }
}
