package io.notifyflow.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedriveStepsTest {

    final LetterDatabase database = new LetterDatabase();

    @Test
    void goOnAfterACrashWithoutLosingOrDoublingAnything() {
        List<UUID> letters = database.die(35);
        UUID redrive = database.start(40);
        RedriveSteps hub = database.hub();
        hub.step(redrive);
        assertThat(database.withStatus("pending")).containsExactlyElementsOf(letters.subList(0, 10));

        database.hurry();
        // All that a hub leaves that is killed before its commit: nothing.
        database.transaction.executeWithoutResult(crash -> {
            hub.step(redrive);
            assertThat(database.withStatus("pending")).hasSize(20);
            crash.setRollbackOnly();
        });
        assertThat(database.withStatus("pending")).hasSize(10);
        assertThat(database.state(redrive).redriven()).isEqualTo(10);
        assertThat(database.returned()).isEqualTo(25);

        RedriveSteps another = database.hub();
        while (database.state(redrive).status().equals("running")) {
            database.hurry();
            another.takeDue();
        }
        assertThat(database.withStatus("pending")).containsExactlyElementsOf(letters);
        RedriveView end = database.state(redrive);
        assertThat(end.redriven()).isEqualTo(35);
        assertThat(end.skipped()).isZero();
        assertThat(database.returned()).isZero();
        assertThat(database.rows("quota_return")).isZero();
    }

    @Test
    void areTakenByOneHubAtATimeAndAtTheRateOfTheJob() throws Exception {
        database.die(100);
        UUID redrive = database.start(50);
        Callable<Boolean> eager = () -> {
            RedriveSteps hub = database.hub();
            while (database.state(redrive).status().equals("running")) {
                hub.takeDue();
            }
            return true;
        };
        Instant started = Instant.now();

        try (ExecutorService hubs = Executors.newFixedThreadPool(3)) {
            var unused = hubs.invokeAll(List.of(eager, eager, eager));
        }

        assertThat(Duration.between(started, Instant.now())).isBetween(Duration.ofMillis(1600), Duration.ofSeconds(10));
        assertThat(database.state(redrive).redriven()).isEqualTo(100);
        assertThat(database.returned()).isZero();
    }

    @Test
    void areNotTakenWhileAnotherHubTakesOne() {
        database.die(10);
        UUID redrive = database.start(4);
        RedriveSteps hub = database.hub();

        database.transaction.executeWithoutResult(busy -> {
            hub.step(redrive);
            Thread other = Thread.ofVirtual().start(() -> database.hub().step(redrive));
            join(other);
        });

        assertThat(database.state(redrive).redriven()).isEqualTo(1);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void settleWhatIsNotSettledYet() {
        database.die(3);
        database.jdbc.sql("UPDATE delivery SET settled = false").update();
        database.jdbc.sql("DELETE FROM quota_return").update();
        database.jdbc.sql("UPDATE usage SET returned = 0").update();
        UUID redrive = database.start(50);

        database.hub().step(redrive);

        assertThat(database.state(redrive).redriven()).isEqualTo(3);
        assertThat(database.returned()).isZero();
        assertThat(database.rows("quota_return")).isZero();
    }

    @Test
    void keepTheHistoryAndForgetTheFailures() {
        UUID letter = database.die(1).getFirst();

        database.hub().step(database.start(50));

        assertThat(database.jdbc
                        .sql(
                                """
                                SELECT attempts = 4 AND failures = 0 AND completed_at IS NULL AND NOT settled
                                       AND message_id IS NULL AND error = 'oops' AND next_attempt_at <= now()
                                FROM delivery WHERE id = ?
                                """)
                        .param(letter)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void thatFailAreTakenLaterWhileOtherJobsGoOn() {
        database.die(3);
        UUID redrive = database.start(50);
        database.jdbc
                .sql("UPDATE redrive SET filter = '{\"errorCode\":\"no number\"}'")
                .update();

        database.hub().takeDue();

        assertThat(database.redrives.due()).isEmpty();
        assertThat(database.jdbc
                        .sql("SELECT status FROM redrive WHERE id = ?")
                        .param(redrive)
                        .query(String.class)
                        .single())
                .isEqualTo("running");
    }
}
