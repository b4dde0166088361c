package io.notifyflow.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.QueryParameters;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

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
        QueryParameters parameters = QueryParameters.of(query, Set.of("cursor", "limit"));
        @Nullable Cursor cursor = parameters.read("cursor", Cursor::of, "must be the next of a page before");
        int limit = parameters.number("limit", 1, 200, 50);

        assertThat(limit).isBetween(1, 200);
        if (cursor != null) {
            assertThat(Cursor.of(cursor.text())).contains(cursor);
        }
        try {
            parameters.check();
        } catch (io.notifyflow.event.InvalidRequest refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
        }
    }
}
