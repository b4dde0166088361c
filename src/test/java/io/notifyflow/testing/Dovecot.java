package io.notifyflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * Debian's Dovecot 2.3 on loopback, with the mailboxes of anybody who knows the password. It reads mails as strictly, and
 * as wrongly, as the servers that people have.
 */
public final class Dovecot implements AutoCloseable {

    public static final String PASSWORD = "dovecot-password";

    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");

    private final Path folder;
    private final int port;
    private final Process process;
    private int delivered;

    private Dovecot(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Skips the test where there is no Dovecot, or nobody who may start it; with CI set, it fails. */
    public static Dovecot start() throws IOException {
        boolean possible = Files.isExecutable(PROGRAM) && "root".equals(System.getProperty("user.name"));
        String advice = "Install dovecot-imapd, and run the tests as root, to read mails from a real server";
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(possible, advice);
        }
        assertThat(possible).as(advice).isTrue();
        Path folder = Files.createTempDirectory("dovecot");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        Path settings = Files.writeString(folder.resolve("dovecot.conf"), settings(folder, port));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-F", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        var server = new Dovecot(folder, port, process);
        await().atMost(Duration.ofSeconds(20)).until(server::answers);
        return server;
    }

    private static String settings(Path folder, int port) {
        return """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/log
                protocols = imap
                listen = 127.0.0.1
                ssl = no
                disable_plaintext_auth = no
                first_valid_uid = 1
                passdb {
                  driver = static
                  args = password=%2$s
                }
                userdb {
                  driver = static
                  args = uid=mail gid=mail home=%1$s/home/%%u
                }
                mail_location = maildir:~/Maildir
                namespace inbox {
                  inbox = yes
                }
                service imap-login {
                  chroot =
                  inet_listener imap {
                    port = %3$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service anvil {
                  chroot =
                }
                """
                .formatted(folder, PASSWORD, port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Dovecot does not start; see " + folder.resolve("output"));
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == '*';
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Puts a mail into somebody's inbox, as it is. */
    public void deliver(String user, byte[] mail) {
        try {
            Path home = folder.resolve("home").resolve(user);
            Path box = home.resolve("Maildir");
            UserPrincipal owner =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("mail");
            for (Path made : new Path[] {home, box, box.resolve("tmp"), box.resolve("cur"), box.resolve("new")}) {
                Files.createDirectories(made);
                Files.setOwner(made, owner);
            }
            delivered++;
            Path file = Files.write(box.resolve("tmp").resolve("%06d.test".formatted(delivered)), mail);
            Files.setOwner(file, owner);
            Files.move(file, box.resolve("new").resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FileSystemUtils.deleteRecursively(folder);
    }
}
