package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/** One key, and the name by which values tell that it made them. */
final class SecretKey {

    static final int BYTES = 32;
    static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 16;
    private static final int TAG_BYTES = 16;

    private final byte[] id;
    private final AesBytesEncryptor encryptor;

    SecretKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("A secret key has " + BYTES + " bytes, this one " + key.length);
        }
        id = derivedId(key);
        encryptor = new AesBytesEncryptor(
                new SecretKeySpec(key, "AES"), KeyGenerators.secureRandom(NONCE_BYTES), CipherAlgorithm.GCM);
    }

    /** Of a keyed hash, so that the id tells nothing of the key. */
    private static byte[] derivedId(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal("notifyflow key id".getBytes(StandardCharsets.UTF_8)), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    byte[] id() {
        return id.clone();
    }

    String name() {
        return HexFormat.of().formatHex(id);
    }

    byte[] encrypt(byte[] plain) {
        return encryptor.encrypt(plain);
    }

    /**
     * @throws IllegalStateException if it was encrypted with another key, or was changed
     */
    byte[] decrypt(byte[] encrypted) {
        if (encrypted.length < NONCE_BYTES + TAG_BYTES) {
            throw new IllegalStateException("What is encrypted has at least a nonce and a tag");
        }
        return encryptor.decrypt(encrypted);
    }
}
