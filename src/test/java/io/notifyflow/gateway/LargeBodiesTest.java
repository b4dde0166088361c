package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.account.SourceSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Who may hold a large body, and in which order. */
class LargeBodiesTest {

    private static final int MEGABYTE = 1 << 20;

    private final LargeBodies large = new LargeBodies(new SourceSizes(DataSize.ofMegabytes(1), Map.of()));
    private final List<String> begun = new ArrayList<>();

    private LargeBodies.Turn await(String name, int megabytes) {
        return Objects.requireNonNull(tryToAwait(name, megabytes));
    }

    private LargeBodies.@Nullable Turn tryToAwait(String name, int megabytes) {
        return large.await(name.substring(0, 1), (long) megabytes * MEGABYTE, () -> begun.add(name));
    }

    @Test
    void thoseThatFitTogetherBeginAtOnce() {
        await("a1", 8);
        await("a2", 8);
        await("a3", 8);
        await("a4", 2);

        assertThat(begun).containsExactly("a1", "a2", "a3");
        assertThat(large.held()).isEqualTo(24L * MEGABYTE);
        assertThat(large.isAwaited()).isTrue();
    }

    @Test
    void clientsTakeTurns() {
        LargeBodies.Turn first = await("a1", 25);
        LargeBodies.Turn second = await("a2", 25);
        await("a3", 25);
        LargeBodies.Turn other = await("b1", 20);
        await("c1", 5);

        first.end();
        first.end();
        assertThat(begun).containsExactly("a1", "a2");
        second.end();
        assertThat(begun).containsExactly("a1", "a2", "b1", "c1");
        other.end();
        assertThat(large.held()).isEqualTo(5L * MEGABYTE);
        assertThat(begun).hasSize(4);
    }

    @Test
    void whoeverLeavesIsPassedOver() {
        LargeBodies.Turn first = await("a1", 25);
        LargeBodies.Turn second = await("b1", 25);
        await("c1", 25);

        second.end();
        assertThat(begun).containsExactly("a1");
        first.end();
        assertThat(begun).containsExactly("a1", "c1");
        assertThat(large.isAwaited()).isFalse();
    }

    @Test
    void anEndlessNumberDoesNotWait() {
        await("z", 25);
        for (int i = 0; i < 32; i++) {
            await("a" + i, 2);
        }
        assertThat(tryToAwait("a", 2)).isNull();
        assertThat(tryToAwait("b", 2)).isNotNull();
    }

    @Test
    void sizesHaveTheirDefaultsBesideThoseThatAreSet() {
        var sizes = new SourceSizes(DataSize.ofMegabytes(1), Map.of("grafana", DataSize.ofMegabytes(2)));

        assertThat(sizes.of("github")).isEqualTo(25L * MEGABYTE);
        assertThat(sizes.of("alertmanager")).isEqualTo(8L * MEGABYTE);
        assertThat(sizes.of("grafana")).isEqualTo(2L * MEGABYTE);
        assertThat(sizes.of("json")).isEqualTo(MEGABYTE);
        assertThatThrownBy(() -> new SourceSizes(DataSize.ofBytes(0), Map.of()))
                .hasMessageContaining("NOTIFYFLOW_HTTP_SOURCESIZE");
    }
}
