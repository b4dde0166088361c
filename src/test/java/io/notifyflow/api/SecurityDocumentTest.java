package io.notifyflow.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md names requirements once, and only tests that there are. */
class SecurityDocumentTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (V\\d+\\.\\d+\\.\\d+) \\|.*\\|([^|]*)\\|$");
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
}
