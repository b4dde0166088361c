package io.notifyflow.source.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of a route that reads files: a JSON object, a list of them, or one a line. A file is read once to see that it
 * is JSON throughout, and once more in chunks.
 */
@Component("dropFolder")
class DropFolder {

    private static final int CHUNK = 500;
    private static final long LARGEST = 100_000_000;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    private static final String ACCEPTED =
            "SELECT item FROM route_item WHERE route = :route AND starts_with(item, :file)";

    private static final String ACCEPT =
            """
            INSERT INTO route_item (route, item)
            SELECT :route, item FROM unnest(CAST(:items AS text[])) AS each(item) ON CONFLICT DO NOTHING
            """;

    private static final String FINISH = "DELETE FROM route_item WHERE route = :route AND starts_with(item, :file)";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;

    DropFolder(JdbcClient jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** A file that was dropped, with what was accepted of it before the hub had to stop. */
    public DropFile open(String route, String path) throws IOException {
        Path file = Path.of(path);
        // Nothing is taken from a folder in which no file can be put away: it would be taken again and again.
        Path done = Files.createDirectories(file.resolveSibling(".done"));
        if (!Files.isWritable(done) || !Files.isWritable(done.getParent())) {
            throw new AccessDeniedException(file.toString(), null, "the hub may not move files here");
        }
        String checksum = checksum(file);
        String stamped = STAMP.format(clock.instant()) + "-" + file.getFileName();
        String prefix = prefix(checksum);
        Set<String> accepted = new HashSet<>();
        jdbc.sql(ACCEPTED).param("route", route).param("file", prefix).query(String.class).list().stream()
                .map(item -> item.substring(prefix.length()))
                .forEach(accepted::add);
        return new DropFile(route, file, checksum, stamped, accepted);
    }

    private static String checksum(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            var digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"));
            var unused = digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String prefix(String checksum) {
        return "file " + checksum + " ";
    }

    /**
     * Its items with their numbers from 1, some hundred at a time.
     *
     * @throws Unreadable if it is not JSON from end to end, is empty or too large
     */
    public Iterator<ArrayNode> chunks(DropFile file) throws IOException {
        if (Files.size(file.path) > LARGEST) {
            throw new Unreadable("It has more than " + LARGEST / 1_000_000 + " MB; split it");
        }
        try (var items = new DropFileItems(file.path)) {
            int count = 0;
            while (items.skip()) {
                count++;
            }
            if (count == 0) {
                throw new Unreadable("There is nothing in it");
            }
        }
        return new Chunks(file);
    }

    /** Closed by Camel's split when it ends. */
    private static final class Chunks implements Iterator<ArrayNode>, Closeable {

        private final DropFile file;
        private final DropFileItems items;
        private @Nullable ArrayNode next;
        private int number;

        Chunks(DropFile file) throws IOException {
            this.file = file;
            this.items = new DropFileItems(file.path);
            this.next = read();
        }

        private @Nullable ArrayNode read() {
            ArrayNode chunk = FetchedEvents.JSON.createArrayNode();
            try {
                while (chunk.size() < CHUNK) {
                    JsonNode item = items.next();
                    if (item == null) {
                        break;
                    }
                    number++;
                    if (!file.wasAccepted(String.valueOf(number))) {
                        chunk.addObject().put("number", number).set("item", item);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return chunk.isEmpty() ? null : chunk;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ArrayNode next() {
            ArrayNode chunk = next;
            if (chunk == null) {
                throw new NoSuchElementException();
            }
            next = read();
            return chunk;
        }

        @Override
        public void close() throws IOException {
            items.close();
        }
    }

    /**
     * The events that the mapping made of a chunk; what it could not map is kept for the report.
     *
     * @param mapped for each item, its number with what was made of it or the error
     */
    public List<ObjectNode> events(DropFile file, JsonNode mapped) {
        var events = new ArrayList<ObjectNode>();
        var items = new ArrayList<String>();
        for (JsonNode each : mapped) {
            String number = each.path("number").asText();
            if (each.has("error")) {
                file.refuse(number, each.path("error").asText());
                continue;
            }
            try {
                String key = file.name() + "/" + file.checksum + "/" + number;
                for (ObjectNode event : FetchedEvents.events(file.route, each.path("made"), key)) {
                    events.add(event);
                    items.add(number);
                }
            } catch (Unreadable unreadable) {
                file.refuse(number, String.valueOf(unreadable.getMessage()));
            }
        }
        file.submit(items);
        return events;
    }

    /**
     * Notes what became of the events of a chunk.
     *
     * @throws NotAcceptedYet if some may be accepted later: the file stays
     */
    public void settle(DropFile file, Reply reply) {
        if (reply.body() instanceof Problem problem) {
            if (problem.status() == 429 || problem.status() >= 500) {
                throw new NotAcceptedYet(problem.message());
            }
            file.submitted().forEach(item -> file.refuse(item, problem.message()));
            return;
        }
        var accepted = new ArrayList<String>();
        var refused = new HashSet<String>();
        String later = null;
        for (JsonNode result : json.valueToTree(reply.body()).path("results")) {
            String item = file.submitted().get(result.path("index").asInt());
            int status = result.path("status").asInt();
            if (status < 400) {
                accepted.add(prefix(file.checksum) + item);
                continue;
            }
            refused.add(prefix(file.checksum) + item);
            if (status == 429 || status >= 500) {
                later = result.path("message").asText();
            } else {
                file.refuse(item, result.path("message").asText());
            }
        }
        accepted.removeAll(refused);
        jdbc.sql(ACCEPT)
                .param("route", file.route)
                .param("items", accepted.toArray(String[]::new))
                .update();
        if (later != null) {
            throw new NotAcceptedYet(later);
        }
    }

    /** Where the file goes, now that all of it is settled; what was refused stands in a file beside it. */
    public String finish(DropFile file) throws IOException {
        jdbc.sql(FINISH)
                .param("route", file.route)
                .param("file", prefix(file.checksum))
                .update();
        return file.refused() == 0 ? ".done/" + file.stamped : failed(file.path, file.stamped, file.report());
    }

    /** Where a file goes of which nothing can be read. */
    public String unreadable(String path, Exception failure) throws IOException {
        Path file = Path.of(path);
        String reason = FetchedEvents.reason(failure) + "\nNothing of it was accepted.\n";
        return failed(file, STAMP.format(clock.instant()) + "-" + file.getFileName(), reason);
    }

    private static String failed(Path file, String stamped, String reason) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(".failed"));
        Files.writeString(folder.resolve(stamped + ".why.txt"), reason);
        return ".failed/" + stamped;
    }
}
