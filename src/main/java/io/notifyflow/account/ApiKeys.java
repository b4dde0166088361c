package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** API keys: how they look ({@code nfk_…}), and what is stored of one. */
public final class ApiKeys {

    private static final KeyForm FORM = new KeyForm("nfk_");
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(ApiKeys::sha256);

    private ApiKeys() {}

    /** A new key; it is shown once and never stored. */
    public static String generate() {
        return FORM.generate();
    }

    /** SHA-256 of a key of any form, 32 bytes: all that is stored of it. */
    public static byte[] hash(String key) {
        return SHA_256.get().digest(key.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** What may be shown of a key, to tell it from others. */
    public static String hint(String key) {
        return FORM.hint(key);
    }
}
