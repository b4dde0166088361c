package io.notifyflow.source.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The route files in docs/add-a-source.md. */
final class Examples {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private Examples() {}

    /** The one that is made from a template. */
    static String of(String template) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("docs/add-a-source.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("routeTemplateRef: " + template))
                .findFirst()
                .orElseThrow();
    }
}
