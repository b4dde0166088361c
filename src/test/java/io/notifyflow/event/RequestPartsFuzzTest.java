package io.notifyflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RequestPartsFuzzTest {

    private static final Set<String> KNOWN = Set.of("q", "limit", "cursor", "from");

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "q", "limit", "cursor", "from", "=", "&", "%", "%00", "+", "2026-01-31T12:00:00Z"),
                        Arbitraries.longs().map(Object::toString),
                        Arbitraries.strings().all().ofMaxLength(20))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Property
    void queriesAreReadOrRefusedAsInvalid(@ForAll("queries") String query) {
        QueryParameters parameters = QueryParameters.of(query, KNOWN);
        String text = parameters.text("q", 100);
        int limit = parameters.number("limit", 1, 100, 50);
        var id = parameters.id("cursor");
        var time = parameters.time("from");

        assertThat(limit).isBetween(1, 100);
        assertThat(text == null || text.indexOf('\0') < 0).isTrue();
        try {
            parameters.check();
            assertThat(query.contains("cursor=") || id == null).isTrue();
            assertThat(query.contains("from=") || time == null).isTrue();
        } catch (InvalidRequest refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
            assertThat(refused.problem().errors()).isNotEmpty();
        }
    }

    @Property
    void idsAreReadAsTheyAreWritten(@ForAll String text) {
        Ids.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualTo(text.toLowerCase(Locale.ROOT)));
    }

    @Property
    void ifMatchPassesOnlyWithTheTagOrAStar(@ForAll String ifMatch, @ForAll String state) {
        boolean passes;
        try {
            Etag.require(ifMatch, state);
            passes = true;
        } catch (InvalidRequest refused) {
            passes = false;
            assertThat(refused.problem().status()).isEqualTo(412);
        }

        assertThat(passes).isEqualTo(ifMatch.strip().equals("*"));
        Etag.require(Etag.of(state), state);
    }
}
