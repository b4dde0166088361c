package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what must be kept secret at rest: AES-256-GCM with a fresh 16-byte nonce before each text, and before that
 * which key made it. It writes with one key and reads with that and the old ones.
 */
public final class SecretCipher {

    static final int KEY_BYTES = SecretKey.BYTES;
    /** Begins a value that names its key. Older ones begin with their nonce, which is at random. */
    private static final byte[] MARK = {'N', 'F', 'K', 1};

    static final int HEADER_BYTES = MARK.length + SecretKey.ID_BYTES;

    private final List<SecretKey> keys = new ArrayList<>();

    /**
     * @param key what is written with
     * @param old what is read with besides
     */
    SecretCipher(byte[] key, byte[]... old) {
        keys.add(new SecretKey(key));
        for (byte[] each : old) {
            keys.add(new SecretKey(each));
        }
    }

    public byte[] encrypt(String secret) {
        byte[] encrypted = keys.getFirst().encrypt(secret.getBytes(StandardCharsets.UTF_8));
        byte[] named = Arrays.copyOf(header(), HEADER_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, named, HEADER_BYTES, encrypted.length);
        return named;
    }

    /**
     * @throws IllegalStateException if it was encrypted with a key that is not among these, or was changed
     */
    public String decrypt(byte[] encrypted) {
        String name = keyName(encrypted);
        byte[] named = name == null ? null : decryptNamed(name, encrypted);
        return new String(named == null ? decryptUnnamed(name, encrypted) : named, StandardCharsets.UTF_8);
    }

    private byte @Nullable [] decryptNamed(String name, byte[] encrypted) {
        for (SecretKey key : keys) {
            if (key.name().equals(name)) {
                return key.decrypt(Arrays.copyOfRange(encrypted, HEADER_BYTES, encrypted.length));
            }
        }
        return null;
    }

    private byte[] decryptUnnamed(@Nullable String name, byte[] encrypted) {
        IllegalStateException none = new IllegalStateException(
                "A secret was encrypted with " + (name == null ? "another key" : "the key " + name)
                        + ", or was changed. Add that key to NOTIFYFLOW_SECRET_KEY_OLD");
        for (SecretKey key : keys) {
            try {
                return key.decrypt(encrypted);
            } catch (IllegalStateException another) {
                none.addSuppressed(another);
            }
        }
        throw none;
    }

    /** What values begin with that the current key made. */
    byte[] header() {
        return header(keys.getFirst().name());
    }

    static byte[] header(String keyName) {
        byte[] header = Arrays.copyOf(MARK, HEADER_BYTES);
        System.arraycopy(HexFormat.of().parseHex(keyName), 0, header, MARK.length, SecretKey.ID_BYTES);
        return header;
    }

    /** The names of the keys: 8 hexadecimal digits each, the current one first. */
    List<String> keyNames() {
        return keys.stream().map(SecretKey::name).toList();
    }

    private static @Nullable String keyName(byte[] encrypted) {
        boolean named =
                encrypted.length >= HEADER_BYTES && Arrays.equals(encrypted, 0, MARK.length, MARK, 0, MARK.length);
        return named ? HexFormat.of().formatHex(encrypted, MARK.length, HEADER_BYTES) : null;
    }
}
