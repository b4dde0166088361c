package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressBlocksTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final AddressBlocks blocks = new AddressBlocks(Duration.ofSeconds(60), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void pausesTwiceAsLongEachTimeUpToAnHour() {
        for (long seconds : new long[] {60, 120, 240, 480, 960, 1920, 3600, 3600}) {
            assertThat(blocks.closed(null)).contains(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void pausesOnceForAllCallsThatWereUnderWay() {
        assertThat(blocks.closed(null)).isPresent();
        assertThat(blocks.closed(null)).isEmpty();
        assertThat(blocks.closed(Duration.ofHours(1))).isEmpty();
        pass(Duration.ofSeconds(60));

        assertThat(blocks.closed(null)).contains(Duration.ofSeconds(120));
    }

    @Test
    void pausesAsLongAsTheAnswerAsks() {
        assertThat(blocks.closed(Duration.ofSeconds(7))).contains(Duration.ofSeconds(7));
    }

    @Test
    void beginsAgainOnceACallGotThrough() {
        blocks.closed(null);
        pass(Duration.ofSeconds(60));
        blocks.opened();

        assertThat(blocks.closed(null)).contains(Duration.ofSeconds(60));
    }
}
