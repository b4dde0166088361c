package io.notifyflow.source.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file in a drop folder while it is read: what came of its items so far. */
final class DropFile {

    private static final int TOLD = 100;

    final String route;
    final Path path;
    final String checksum;
    /** Where it goes afterwards, beside the folder's files. */
    final String stamped;

    private final Set<String> accepted;
    private final List<String> problems = new ArrayList<>();
    private int refused;
    /** The items of the events that were submitted last, in their order. */
    private List<String> submitted = List.of();

    DropFile(String route, Path path, String checksum, String stamped, Set<String> accepted) {
        this.route = route;
        this.path = path;
        this.checksum = checksum;
        this.stamped = stamped;
        this.accepted = new HashSet<>(accepted);
    }

    String name() {
        return path.getFileName().toString();
    }

    boolean wasAccepted(String item) {
        return accepted.contains(item);
    }

    void submit(List<String> items) {
        submitted = items;
    }

    List<String> submitted() {
        return submitted;
    }

    void refuse(String item, String problem) {
        refused++;
        if (problems.size() < TOLD) {
            problems.add("Item " + item + ": " + problem);
        }
    }

    int refused() {
        return refused;
    }

    /** For the person who dropped it. */
    String report() {
        String more = refused > problems.size() ? "\nand " + (refused - problems.size()) + " more" : "";
        return refused + " items were refused, and all others accepted. Mend these, and drop them alone:\n"
                + String.join("\n", problems) + more + "\n";
    }
}
