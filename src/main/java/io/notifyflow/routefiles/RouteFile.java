package io.notifyflow.routefiles;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One version of a route file.
 *
 * @param path     below the folder, with slashes
 * @param text     what it holds; empty for a jar
 * @param checksum SHA-256 of it, in hexadecimal
 * @param jar      a copy of a jar that nobody writes to; null for YAML
 */
record RouteFile(String path, String text, String checksum, @Nullable Path jar) {

    static RouteFile of(String path, byte[] content) {
        return new RouteFile(path, new String(content, StandardCharsets.UTF_8), checksum(content), null);
    }

    static RouteFile of(String path, String text) {
        return of(path, text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isJar() {
        return jar != null;
    }

    /** Its beginning, which is enough for people to tell versions apart. */
    String version() {
        return checksum.substring(0, 12);
    }

    static String checksum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
