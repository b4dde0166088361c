package io.notifyflow.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The results of the parts, a file each, and the documents that are made of them. */
public final class Results {

    private static final String BEGIN = "<!-- results: written by ./mvnw -B -Pbench verify -->";
    private static final String END = "<!-- end of results -->";
    private static final Pattern BLOCK =
            Pattern.compile(Pattern.quote(BEGIN) + ".*" + Pattern.quote(END), Pattern.DOTALL);

    private final Path folder;
    private final List<String> order;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param order the names of all parts
     */
    public Results(Path folder, List<String> order) {
        this.folder = folder;
        this.order = List.copyOf(order);
    }

    public void save(PartResult result) throws IOException {
        Files.createDirectories(folder);
        json.writerWithDefaultPrettyPrinter().writeValue(file(result.name()).toFile(), result);
    }

    private Path file(String part) {
        return folder.resolve(part + ".json");
    }

    private List<PartResult> all() throws IOException {
        var results = new ArrayList<PartResult>();
        for (String part : order) {
            if (Files.exists(file(part))) {
                results.add(json.readValue(file(part).toFile(), PartResult.class));
            }
        }
        return results;
    }

    /** Writes the report and its pictures beside each other; returns the report. */
    public String writeTo(Path output) throws IOException {
        List<PartResult> results = all();
        String report = new Report(results).markdown();
        writePictures(results, output.resolve("performance"));
        Files.writeString(output.resolve("results.md"), report);
        return report;
    }

    /** Puts the report between the two marks of a document, and the pictures into the folder beside it. */
    public void writeInto(Path document) throws IOException {
        List<PartResult> results = all();
        String text = Files.readString(document);
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IOException(document + " lacks the marks " + BEGIN + " and " + END);
        }
        String report = BEGIN + "\n\n" + new Report(results).markdown() + "\n" + END;
        Files.writeString(document, block.replaceFirst(Matcher.quoteReplacement(report)));
        writePictures(results, document.resolveSibling("performance"));
    }

    private static void writePictures(List<PartResult> results, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (PartResult result : results) {
            for (Picture picture : result.pictures()) {
                Files.writeString(folder.resolve(picture.name() + ".svg"), picture.svg());
            }
        }
    }
}
