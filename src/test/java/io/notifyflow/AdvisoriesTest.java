package io.notifyflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Advisories;
import io.notifyflow.testing.Advisories.Component;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No library is used in a version with a known weakness unless docs/advisories.yaml says what is done about it. */
class AdvisoriesTest {

    private static final Pattern IN_REPOSITORY =
            Pattern.compile(".*/repository/(?<group>.+)/(?<artifact>[^/]+)/(?<version>[^/]+)/[^/]+\\.jar");

    private static final String MADE_UP =
            """
            - id: CVE-0000-1
              packages: ["example:library"]
              affected: [{introduced: "1.0", fixed: "1.4.1"}, {introduced: "2.0-M1"}]
              summary: Made up.
            """;

    @Test
    void everyAdvisoryThatAppliesIsMitigatedOrExplained() throws IOException {
        List<Component> components = components();

        assertThat(components).hasSizeGreaterThan(100);
        assertThat(Advisories.read().open(components)).isEmpty();
    }

    @Test
    void theDocumentListsThoseThatApply() throws IOException {
        String document = Files.readString(Path.of("docs/security.md"));

        assertThat(Advisories.read().applying(components())).isNotEmpty().allSatisfy(advisory -> assertThat(document)
                .contains("| " + advisory.id() + " |"));
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.4", "1.4.1-SNAPSHOT", "1.4.1-rc1", "2.0-M1", "2.0", "3.9.9"})
    void failsForAComponentInAnAffectedRange(String version) throws IOException {
        assertThat(open(MADE_UP, version))
                .singleElement()
                .asString()
                .contains("example:library " + version, "CVE-0000-1", "take a fixed version");
    }

    @ParameterizedTest
    @CsvSource({"0.9", "1.4.1", "1.10", "1.5.0.Final"})
    void passesOtherVersions(String version) throws IOException {
        assertThat(open(MADE_UP, version)).isEmpty();
    }

    @Test
    void failsForAMitigationWithoutATestThatExists() throws IOException {
        assertThat(open(MADE_UP + "  state: mitigated\n  reason: Filtered.\n", "1.0"))
                .hasSize(1);
        assertThat(open(MADE_UP + "  state: mitigated\n  reason: Filtered.\n  tests: [\"NoSuchTest\"]\n", "1.0"))
                .singleElement()
                .asString()
                .contains("NoSuchTest");
        assertThat(open(
                        MADE_UP + "  state: mitigated\n  reason: Filtered.\n  tests: [\"AdvisoriesTest#noSuch\"]\n",
                        "1.0"))
                .hasSize(1);
        assertThat(open(
                        MADE_UP
                                + "  state: mitigated\n  reason: Filtered.\n  tests: [\"AdvisoriesTest#passesOtherVersions\"]\n",
                        "1.0"))
                .isEmpty();
    }

    @Test
    void failsForNoEffectWithoutAReason() throws IOException {
        assertThat(open(MADE_UP + "  state: not-affected\n", "1.0")).hasSize(1);
        assertThat(open(MADE_UP + "  state: not-affected\n  reason: Not used.\n", "1.0"))
                .isEmpty();
        assertThat(open(MADE_UP + "  state: fixed\n", "1.0")).hasSize(1);
    }

    private static List<String> open(String yaml, String version) throws IOException {
        return Advisories.parse(yaml).open(List.of(new Component("example:library", version)));
    }

    /** What Maven has put on the class path, by its places in the repository; tests' libraries are among them. */
    private static List<Component> components() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(IN_REPOSITORY::matcher)
                .filter(Matcher::matches)
                .map(jar -> new Component(
                        jar.group("group").replace('/', '.') + ":" + jar.group("artifact"), jar.group("version")))
                .toList();
    }
}
