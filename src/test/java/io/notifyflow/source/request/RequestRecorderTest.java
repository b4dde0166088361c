package io.notifyflow.source.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.event.EventIds;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class RequestRecorderTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** Nobody listens there. */
    private final RequestRecorder recorder = new RequestRecorder(
            new RecordedRequests(JdbcClient.create(
                    new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1"))),
            new RequestMetrics(meters));

    private static RecordedRequest request(UUID source) {
        return new RecordedRequest(
                source, "json", Instant.now(), Outcome.REFUSED, 422, "invalid-event", "no", 0, 0, 0, List.of(), null);
    }

    private double unrecorded() {
        return meters.get("notifyflow.source.requests.unrecorded").counter().count();
    }

    @Test
    void leavesOutAndCountsWhatIsTooMuchWhileTheDatabaseIsAway() {
        for (int i = 0; i < RequestRecorder.MOST_WAITING + 100; i++) {
            recorder.add(request(EventIds.next()));
        }
        assertThat(unrecorded()).isEqualTo(100);

        recorder.write();
        recorder.write();

        assertThat(unrecorded()).isEqualTo(100);
        assertThat(meters.get("notifyflow.source.requests")
                        .tags("type", "json", "outcome", "refused")
                        .counter()
                        .count())
                .isEqualTo(RequestRecorder.MOST_WAITING + 100);
    }

    @Test
    void aFloodAtOneSourceTakesAFewRows() {
        UUID source = EventIds.next();

        for (int i = 0; i < 100_000; i++) {
            recorder.add(request(source));
        }

        assertThat(unrecorded()).isZero();
    }
}
