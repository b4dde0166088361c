package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The form of a key: a prefix that tells what the key opens, 32 random characters of 62 (190 bits), and 6 that check
 * them, so that a secret scanner can tell a key from other text without asking us.
 */
public record KeyForm(String prefix) {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECK_LENGTH = 6;
    private static final int HINT_LENGTH = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new key; it is shown once and never stored. */
    public String generate() {
        var key = new StringBuilder(prefix);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return key.append(check(key)).toString();
    }

    /** Whether it can be a key at all: what is mistyped or guessed is known without a look into the database. */
    public boolean fits(String text) {
        int random = prefix.length() + RANDOM_LENGTH;
        return text.length() == random + CHECK_LENGTH
                && text.startsWith(prefix)
                && check(text.substring(0, random)).equals(text.substring(random));
    }

    /** What may be shown of a key, to tell it from others. */
    public String hint(String key) {
        return key.startsWith(prefix) ? key.substring(0, prefix.length() + HINT_LENGTH) + "…" : "…";
    }

    private static String check(CharSequence text) {
        var crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        var check = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CHECK_LENGTH; i++) {
            check.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return check.toString();
    }
}
