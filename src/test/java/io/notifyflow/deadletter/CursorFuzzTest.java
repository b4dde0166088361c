package io.notifyflow.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CursorFuzzTest {

    @Provide
    Arbitrary<String> cursors() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(50),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMinSize(20)
                        .ofMaxSize(26)
                        .map(java.util.Base64.getUrlEncoder().withoutPadding()::encodeToString));
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "cursor", "limit", "from", "to", "category", "destination", "=", "&", "%", "+", "1"),
                        Arbitraries.strings().all().ofMaxLength(20))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Property
    void aCursorIsOursOrNone(@ForAll("cursors") String text) {
        Cursor.of(text).ifPresent(cursor -> assertThat(Cursor.of(cursor.text())).contains(cursor));
    }

    @Property
    void queriesAreReadOrTheirErrorsTold(@ForAll("queries") String query) {
        Parameters parameters = Parameters.ofQuery(query, Set.of("cursor", "limit"));
        Cursor cursor = parameters.cursor();
        int limit = parameters.limit(50, 200);

        assertThat(limit).isBetween(1, 200);
        assertThat(cursor == null
                        || parameters.errors().isEmpty()
                        || !parameters.errors().isEmpty())
                .isTrue();
        try {
            parameters.check();
        } catch (io.notifyflow.event.InvalidRequest refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
        }
    }
}
