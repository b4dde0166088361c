package io.notifyflow.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class StatisticsTest {

    @Autowired
    Hub hub;

    @Autowired
    Statistics statistics;

    @Autowired
    HourlyCounts hours;

    @Autowired
    Clock clock;

    private TestAccount account;
    private Instant hour;

    @BeforeEach
    void events() {
        account = hub.newAccount();
        // Two hours that are over for long enough, whatever the minute is.
        hour = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);
        // It may have been last month's.
        hub.jdbc()
                .sql("SELECT create_month(CAST(? AS date))")
                .param(hour.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1))
                .query()
                .singleRow();
        countAgain();
        add("sale", hour.plus(Duration.ofMinutes(10)), "{\"amount\": 1.5, \"plan\": \"PRO\"}");
        add("SALE", hour.plus(Duration.ofMinutes(40)), "{\"amount\": 2.5}");
        add("bug", hour.plus(Duration.ofMinutes(41)), "{\"host\": \"web-1\"}");
        add("sale", hour.plus(Duration.ofMinutes(70)), "{\"amount\": \"many\"}");
        add("sale", clock.instant().minusSeconds(1), "{\"amount\": 10}");
    }

    private void add(String category, Instant at, String fields) {
        UUID floor = EventIds.floor(at);
        hub.jdbc()
                .sql("INSERT INTO event (id, account_id, category, fields) VALUES (?, ?, ?, ?::json)")
                .params(
                        new UUID(
                                floor.getMostSignificantBits() | 0x7000,
                                EventIds.next().getLeastSignificantBits()),
                        account.id(),
                        category,
                        fields)
                .update();
    }

    private Span since(Duration after) {
        return new Span(hour.plus(after), clock.instant().plusSeconds(1));
    }

    /** From that hour on, as if it had not been. */
    private void countAgain() {
        hub.jdbc()
                .sql(
                        "INSERT INTO statistics_progress (hour) VALUES (:hour) ON CONFLICT (single) DO UPDATE SET hour = :hour")
                .param("hour", hour.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void countHours() {
        countAgain();
        hours.countWhatIsOver();
        assertThat(hub.jdbc()
                        .sql("SELECT coalesce(sum(events), 0) FROM event_hour WHERE account_id = ?")
                        .param(account.id())
                        .query(Long.class)
                        .single())
                .as("counted in hours")
                .isEqualTo(4);
    }

    @Test
    void countsTheSameFromEventsAndFromHours() {
        List<FieldFigures> live = statistics.fields(account.id(), "sale", since(Duration.ZERO));
        assertThat(statistics.events(account.id(), "sale", since(Duration.ZERO)))
                .isEqualTo(4);

        countHours();

        assertThat(statistics.events(account.id(), "Sale", since(Duration.ZERO)))
                .isEqualTo(4);
        assertThat(statistics.fields(account.id(), "sale", since(Duration.ZERO)))
                .isEqualTo(live);
        FieldFigures amount = live.getFirst();
        assertThat(amount.name()).isEqualTo("amount");
        assertThat(amount.events()).isEqualTo(4);
        assertThat(amount.numbers()).isEqualTo(3);
        assertThat(amount.total()).isEqualByComparingTo("14");
        assertThat(amount.least()).isEqualByComparingTo("1.5");
        assertThat(amount.most()).isEqualByComparingTo("10");
    }

    @Test
    void isExactWithinAnHourToo() {
        countHours();

        assertThat(statistics.events(account.id(), "sale", since(Duration.ofMinutes(11))))
                .isEqualTo(3);
        assertThat(statistics.events(account.id(), "sale", new Span(hour, hour.plus(Duration.ofMinutes(69)))))
                .isEqualTo(2);
    }

    @Test
    void countsAnHourAgainWithoutCountingItTwice() {
        countHours();
        countHours();

        assertThat(statistics.events(account.id(), "sale", since(Duration.ZERO)))
                .isEqualTo(4);
    }

    @Test
    void drawsACourseWithoutGaps() {
        countHours();

        List<Point> points = statistics.points(
                account.id(), "sale", since(Duration.ZERO), ChronoUnit.HOURS, ZoneId.of("Europe/Berlin"), "amount");

        assertThat(points).hasSize(6);
        assertThat(points.get(0).events()).isEqualTo(2);
        assertThat(points.get(0).total()).isEqualByComparingTo("4");
        assertThat(points.get(1).events()).isEqualTo(1);
        assertThat(points.get(2).events()).isZero();
        assertThat(points.stream().mapToLong(Point::events).sum()).isEqualTo(4);
    }

    @Test
    void tellsWhenEachCategoryHadItsLastEvent() {
        countHours();

        List<CategoryCount> counts = statistics.overview(
                account.id(),
                List.of("bug", "sale", "outage"),
                hour,
                3,
                clock.instant().atZone(ZoneOffset.UTC));

        assertThat(counts).extracting(CategoryCount::category).containsExactly("bug", "sale", "outage");
        assertThat(counts.get(0).lastAt()).isEqualTo(hour.plus(Duration.ofMinutes(41)));
        assertThat(counts.get(1).days().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(4);
        assertThat(counts.get(2).lastAt()).isNull();
    }

    @Test
    void looksNoFurtherBackThanAPageNeeds() {
        countHours();

        UUID start = statistics.startOf(account.id(), "sale", EventIds.floor(clock.instant()), 1);

        assertThat(start).isEqualTo(EventIds.floor(hour));
        assertThat(statistics.startOf(account.id(), "sale", EventIds.floor(clock.instant()), 100))
                .isEqualTo(new UUID(0, 0));
    }

    @Test
    void knowsNothingOfOtherAccounts() {
        countHours();
        TestAccount other = hub.newAccount();

        assertThat(statistics.events(other.id(), "sale", since(Duration.ZERO))).isZero();
        assertThat(statistics.fields(other.id(), "sale", since(Duration.ZERO))).isEmpty();
    }
}
