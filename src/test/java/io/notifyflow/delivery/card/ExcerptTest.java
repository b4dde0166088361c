package io.notifyflow.delivery.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

    private static final String FAMILY = "👨‍👩‍👧‍👦";

    @Test
    void leavesWhatFits() {
        assertThat(Excerpt.fit(" abc ", 3)).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 11, 12, 13, 40, 99, 100})
    void cutsBetweenCharactersAndShowsIt(int limit) {
        String cut = Excerpt.fit(FAMILY.repeat(20), limit);

        assertThat(cut).hasSizeLessThanOrEqualTo(limit).endsWith("…");
        assertThat(cut.replace(FAMILY, "")).isEqualTo("…");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50, 99, 100})
    void countsWhatEscapingAdds(int limit) {
        String cut = Excerpt.fit("a&".repeat(100), limit, text -> text.replace("&", "&amp;"));

        assertThat(cut).hasSizeLessThanOrEqualTo(limit).endsWith("…").matches("(a&amp;)*a?…");
        assertThat(cut.length()).isGreaterThan(limit - 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50, 99, 100})
    void countsBytes(int limit) {
        String cut = Excerpt.fitBytes("größe".repeat(100), limit);

        assertThat(Excerpt.bytes(cut)).isLessThanOrEqualTo(limit).isGreaterThan(limit - 4);
        assertThat(cut).endsWith("…");
    }
}
