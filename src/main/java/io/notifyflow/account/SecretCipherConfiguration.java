package io.notifyflow.account;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds the key that encrypts destinations' secrets, or makes one. */
@Configuration
class SecretCipherConfiguration {

    private static final String FILE = "secret.key";

    @Bean
    SecretCipher secretCipher(SecretSettings settings) throws IOException {
        String given = settings.secretKey();
        byte[][] old = settings.secretKeyOld().stream()
                .map(key -> decode(key.strip(), "NOTIFYFLOW_SECRET_KEY_OLD"))
                .toArray(byte[][]::new);
        if (given != null && !given.isBlank()) {
            return new SecretCipher(decode(given.strip(), "NOTIFYFLOW_SECRET_KEY"), old);
        }
        Path file = settings.dataDir().resolve(FILE);
        if (!Files.exists(file)) {
            make(file);
        }
        return new SecretCipher(decode(Files.readString(file).strip(), file.toString()), old);
    }

    private static void make(Path file) throws IOException {
        byte[] key = new byte[SecretCipher.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(file.toAbsolutePath().getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written elsewhere and then linked, which is all or nothing: a key that is cut short would lock the hub out.
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".draft", ownerOnly);
        try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Base64.getEncoder().encode(key)));
            channel.force(true);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another hub on this directory was first; its key serves both.
            return;
        } finally {
            Files.delete(draft);
        }
    }

    private static byte[] decode(String text, String source) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw unusable(source);
        }
        if (key.length != SecretCipher.KEY_BYTES) {
            throw unusable(source);
        }
        return key;
    }

    /** The text of the key is not repeated. */
    private static UnusableSetting unusable(String source) {
        return new UnusableSetting(
                source + " must hold " + SecretCipher.KEY_BYTES + " bytes in Base64.",
                "Use the key that this database's secrets were encrypted with, on all hubs the same. For a new database"
                        + " make one with: openssl rand -base64 32");
    }
}
