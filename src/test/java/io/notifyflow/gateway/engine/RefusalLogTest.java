package io.notifyflow.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalLogTest {

    private final RefusalLog log = new RefusalLog();

    @Test
    void aFloodIsCountedAndNotLogged() {
        long logged = IntStream.range(0, 1000).filter(i -> log.take(7) >= 0).count();

        assertThat(logged).isEqualTo(RefusalLog.LINES_PER_SECOND);
        assertThat(log.take(8)).as("those that were not logged").isEqualTo(990);
        assertThat(log.take(8)).isZero();
        assertThat(log.take(9)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/events, /api/v1/events",
        "/in/github/nfs_key, /in/…",
        "/sign-in/link/nfl_token, /sign-in/…",
        "/webhooks/stripe, /webhooks/…",
        "/sandbox, /sandbox",
    })
    void showsNoKeyThatIsPartOfAPath(String path, String shown) {
        assertThat(RefusalLog.place(path)).isEqualTo(shown);
    }
}
