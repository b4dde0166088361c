package io.notifyflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, whose examples tests carry out as they are written. */
public final class Document {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private final String text;

    private Document(String text) {
        this.text = text;
    }

    public static Document read(String path) {
        try {
            return new Document(Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part from the line that begins so up to the next heading of its rank. */
    public Document part(String heading) {
        int from = text.indexOf("\n" + heading);
        if (from < 0) {
            throw new AssertionError("No heading \"" + heading + "\"");
        }
        int to = text.indexOf("\n" + heading.substring(0, heading.indexOf(' ') + 1), from + 1);
        return new Document(text.substring(from, to < 0 ? text.length() : to));
    }

    /** The blocks in that language, such as yaml. */
    public List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }
}
