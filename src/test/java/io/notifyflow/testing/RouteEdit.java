package io.notifyflow.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** A version of a route file that lives in the running hub until this is closed. */
public final class RouteEdit implements AutoCloseable {

    private static final Duration LIVE = Duration.ofSeconds(20);

    private final TestAccount account;
    private final String path;
    private final Path file;
    private final String shipped;

    private RouteEdit(TestAccount account, String path) {
        this.account = account.asOperator();
        this.path = path;
        this.file = TestRoutes.FOLDER.resolve(path);
        this.shipped = read(file);
    }

    /** Edits the file, and returns when the hub runs it. */
    public static RouteEdit of(TestAccount account, String path, UnaryOperator<String> change) {
        var edit = new RouteEdit(account, path);
        edit.write(change.apply(edit.shipped));
        return edit;
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = version(text);
        await().atMost(LIVE).until(() -> runs(version));
    }

    private boolean runs(String version) {
        JsonNode answer = TestAccount.json(
                TestAccount.send(account.request("/api/v1/routes").GET().build()));
        return answer.at("/hub/files")
                .valueStream()
                .anyMatch(known -> known.path("file").asText().equals(path)
                        && known.path("version").asText().equals(version));
    }

    private static String version(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        write(shipped);
    }
}
