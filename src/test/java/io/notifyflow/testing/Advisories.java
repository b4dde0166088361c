package io.notifyflow.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** The known security advisories of docs/advisories.yaml, and what they say of components. */
public record Advisories(List<Advisory> known) {

    public static final Path FILE = Path.of("docs/advisories.yaml");

    private static final Path TESTS = Path.of("src/test/java");

    /** A library in a version; the name is {@code group:artifact}. */
    public record Component(String name, String version) {}

    /** Versions from the first that is affected to the first that is not; empty where there is none. */
    public record Range(String introduced, Optional<String> fixed) {

        boolean contains(String version) {
            var compared = new ComparableVersion(version);
            return compared.compareTo(new ComparableVersion(introduced)) >= 0
                    && fixed.map(end -> compared.compareTo(new ComparableVersion(end)) < 0)
                            .orElse(true);
        }
    }

    /** One advisory with what became of it here. */
    public record Advisory(
            String id,
            List<String> packages,
            List<Range> affected,
            String summary,
            String state,
            String reason,
            List<String> tests) {

        public boolean appliesTo(Component component) {
            return packages.contains(component.name())
                    && affected.stream().anyMatch(range -> range.contains(component.version()));
        }
    }

    public static Advisories read() throws IOException {
        return parse(Files.readString(FILE));
    }

    public static Advisories parse(String yaml) throws IOException {
        var advisories = new ArrayList<Advisory>();
        new YAMLMapper().readTree(yaml).forEach(node -> advisories.add(advisory(node)));
        return new Advisories(List.copyOf(advisories));
    }

    private static Advisory advisory(JsonNode node) {
        var ranges = new ArrayList<Range>();
        node.path("affected")
                .forEach(range -> ranges.add(new Range(
                        range.path("introduced").asText(),
                        Optional.ofNullable(range.path("fixed").textValue()))));
        return new Advisory(
                node.path("id").asText(),
                texts(node.path("packages")),
                ranges,
                node.path("summary").asText(),
                node.path("state").asText(),
                node.path("reason").asText().strip(),
                texts(node.path("tests")));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    /** The advisories whose ranges hold one of these. */
    public List<Advisory> applying(List<Component> components) {
        return known.stream()
                .filter(advisory -> components.stream().anyMatch(advisory::appliesTo))
                .toList();
    }

    /** What stops a build with these components: one line each. */
    public List<String> open(List<Component> components) throws IOException {
        var open = new ArrayList<String>();
        for (Advisory advisory : known) {
            for (Component component : components) {
                if (advisory.appliesTo(component)) {
                    problem(advisory)
                            .ifPresent(problem -> open.add(component.name() + " " + component.version() + ": "
                                    + advisory.id() + " (" + advisory.summary() + ") " + problem));
                }
            }
        }
        return open;
    }

    private static Optional<String> problem(Advisory advisory) {
        boolean explained = !advisory.reason().isEmpty();
        Optional<String> missing =
                advisory.tests().stream().filter(test -> !exists(test)).findFirst();
        if (missing.isPresent()) {
            return Optional.of("names the test " + missing.get() + ", which does not exist");
        }
        return switch (advisory.state()) {
            case "mitigated" ->
                explained && !advisory.tests().isEmpty()
                        ? Optional.empty()
                        : Optional.of("is mitigated without saying how, or without a test");
            case "not-affected" -> explained ? Optional.empty() : Optional.of("does not say why it is not affected");
            default ->
                Optional.of("is neither mitigated nor without effect here: take a fixed version, or say in " + FILE
                        + " what the hub does about it");
        };
    }

    /** {@code Class} or {@code Class#method}, as docs/security.md names tests. */
    static boolean exists(String test) {
        String type = test.replaceFirst("#.*", "");
        String method = test.contains("#") ? " " + test.substring(test.indexOf('#') + 1) + "(" : "";
        try (Stream<Path> sources = Files.walk(TESTS)) {
            List<Path> found =
                    sources.filter(path -> path.endsWith(type + ".java")).toList();
            return found.size() == 1 && Files.readString(found.getFirst()).contains(method);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
