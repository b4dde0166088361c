package io.notifyflow.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** docs/security.md names requirements once, and only tests that there are. */
class SecurityDocumentTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (V\\d+\\.\\d+\\.\\d+) \\|.*\\|([^|]*)\\|$");
    private static final Pattern RANGE = Pattern.compile("(V\\d+\\.\\d+\\.\\d+)(?:–(V\\d+\\.\\d+\\.\\d+))?");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+))?`");

    @Test
    void namesEachRequirementOnceAndOnlyTestsThatExist() throws IOException {
        String document = Files.readString(Path.of("docs/security.md"));
        Map<String, Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            Function.identity(),
                            (one, other) -> one));
        }
        var requirements =
                ROW.matcher(document).results().map(row -> row.group(1)).toList();
        var missing = new ArrayList<String>();
        for (MatchResult test : TEST.matcher(document).results().toList()) {
            Path source = sources.get(test.group(1));
            String method = test.group(2);
            if (source == null || method != null && !Files.readString(source).contains(" void " + method + "(")) {
                missing.add(test.group());
            }
        }

        assertThat(requirements).hasSizeGreaterThan(80).doesNotHaveDuplicates();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRowNamesATestOrSaysPlainlyThatThereIsNone() throws IOException {
        var silent = ROW.matcher(Files.readString(Path.of("docs/security.md")))
                .results()
                .filter(row -> !TEST.matcher(row.group(2)).find())
                .map(MatchResult::group)
                .filter(row -> !row.contains("not met") && !row.contains("not tested"))
                .toList();

        assertThat(silent).isEmpty();
    }

    /** Held against the standard's own list, where that lies beside the project. */
    @Test
    void saysOfEveryRequirementOfLevelsOneAndTwoWhatBecameOfIt() throws IOException {
        Path standard = Path.of("../shared/data/owasp-asvs/asvs-5.0.0.flat.json");
        Assumptions.assumeTrue(Files.exists(standard), "without the standard's list");
        var order = new ArrayList<String>();
        var wanted = new TreeSet<String>();
        new ObjectMapper().readTree(standard.toFile()).path("requirements").forEach(requirement -> {
            String id = requirement.path("req_id").asText();
            order.add(id);
            if (Set.of("1", "2").contains(requirement.path("L").asText())) {
                wanted.add(id);
            }
        });
        String document = Files.readString(Path.of("docs/security.md"));
        var named = new TreeSet<String>();
        ROW.matcher(document).results().forEach(row -> named.add(row.group(1)));
        String rest = document.substring(document.indexOf("### What does not apply"));
        RANGE.matcher(rest).results().forEach(range -> {
            String last = range.group(2) == null ? range.group(1) : range.group(2);
            named.addAll(order.subList(order.indexOf(range.group(1)), order.indexOf(last) + 1));
        });

        assertThat(named).containsAll(wanted);
        assertThat(order).containsAll(named);
    }
}
