package io.notifyflow.routefiles;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One version of a route file.
 *
 * @param path     below the folder, with slashes
 * @param text     what it holds
 * @param checksum SHA-256 of it, in hexadecimal
 */
record RouteFile(String path, String text, String checksum) {

    static RouteFile of(String path, byte[] content) {
        return new RouteFile(path, new String(content, StandardCharsets.UTF_8), checksum(content));
    }

    static RouteFile of(String path, String text) {
        return of(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Its beginning, which is enough for people to tell versions apart. */
    String version() {
        return checksum.substring(0, 12);
    }

    private static String checksum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
