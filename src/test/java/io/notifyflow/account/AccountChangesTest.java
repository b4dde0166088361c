package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.account.AccountChanges.Moment;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountChangesTest {

    private static final UUID ACCOUNT = UUID.fromString("01a20381-9bfe-754e-bd69-35623dffdf8c");
    private static final UUID OTHER = UUID.fromString("01a20381-9bfe-754e-bd69-35623dffdf8d");

    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    final AccountChanges changes = new AccountChanges(nanos::get);

    @BeforeEach
    void hear() {
        changes.heard(changes.now());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aReadingThatBeganBeforeAChangeIsNotUsedAfterIt() {
        Moment before = changes.now();
        assertThat(changes.holds(ACCOUNT, before)).isTrue();

        changes.changed(ACCOUNT);

        assertThat(changes.holds(ACCOUNT, before)).isFalse();
        assertThat(changes.holds(before)).isFalse();
        assertThat(changes.holds(OTHER, before)).isTrue();
        assertThat(changes.holds(ACCOUNT, changes.now())).isTrue();
    }

    @Test
    void whereChangesMayHaveGoneUnheardNoReadingFromBeforeIsUsed() {
        Moment before = changes.now();

        changes.allChanged();

        assertThat(changes.holds(ACCOUNT, before)).isFalse();
        assertThat(changes.holds(OTHER, before)).isFalse();
        assertThat(changes.holds(OTHER, changes.now())).isTrue();
    }

    @Test
    void whileAnnouncementsAreHeardAReadingIsUsedForLong() {
        Moment read = changes.now();
        for (int i = 0; i < 10; i++) {
            pass(AccountChanges.HEARD_WITHIN.minusMillis(1));
            assertThat(changes.holds(ACCOUNT, read)).isTrue();
            changes.heard(changes.now());
        }
    }

    @Test
    void whileNoneIsHeardAReadingIsUsedForASecond() {
        Moment read = changes.now();
        pass(AccountChanges.HEARD_WITHIN);
        assertThat(changes.holds(ACCOUNT, read)).isFalse();

        Moment again = changes.now();
        pass(AccountChanges.UNHEARD_USE.minusMillis(1));
        assertThat(changes.holds(ACCOUNT, again)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(changes.holds(ACCOUNT, again)).isFalse();
    }
}
