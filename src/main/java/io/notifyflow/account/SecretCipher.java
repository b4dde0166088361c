package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/** Encrypts what a destination must keep secret: AES-256-GCM with a fresh 16-byte nonce before each text. */
public final class SecretCipher {

    static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 16;

    private final AesBytesEncryptor encryptor;

    SecretCipher(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("A secret key has " + KEY_BYTES + " bytes, this one " + key.length);
        }
        encryptor = new AesBytesEncryptor(
                new SecretKeySpec(key, "AES"), KeyGenerators.secureRandom(NONCE_BYTES), CipherAlgorithm.GCM);
    }

    public byte[] encrypt(String secret) {
        return encryptor.encrypt(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalStateException if it was encrypted with another key, or was changed
     */
    public String decrypt(byte[] encrypted) {
        return new String(encryptor.decrypt(encrypted), StandardCharsets.UTF_8);
    }
}
