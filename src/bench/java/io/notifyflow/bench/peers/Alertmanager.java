package io.notifyflow.bench.peers;

import io.notifyflow.bench.load.Sink;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Commands;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.machine.Loopback;
import io.notifyflow.bench.machine.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * Prometheus Alertmanager: groups alerts and passes them on. It keeps them in memory.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/alertmanager/">Alertmanager's documentation</a>
 */
public final class Alertmanager {

    private static final String PACKAGE = "prometheus-alertmanager";
    private static final Duration INSTALLATION = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(1);
    private static final int OK = 200;

    private final BenchSettings settings;
    private final Path folder;
    private final String binary;

    private Alertmanager(BenchSettings settings, Path folder, String binary) {
        this.settings = settings;
        this.folder = folder;
        this.binary = binary;
    }

    /**
     * Takes the one on the path, or else Debian's package, which is unpacked below target/ and not installed: as a
     * package it would start a server of its own.
     *
     * @throws BenchFailed with the reason why there is none
     */
    public static Alertmanager install(BenchSettings settings, Commands commands) {
        Path folder = settings.output().resolve("peers/alertmanager").toAbsolutePath();
        Path unpacked = folder.resolve("usr/bin").resolve(PACKAGE);
        try {
            Files.createDirectories(folder);
            if (Commands.installed(PACKAGE)) {
                return new Alertmanager(settings, folder, PACKAGE);
            }
            if (!Files.exists(unpacked)) {
                if (!Commands.installed("apt-get")) {
                    throw new BenchFailed(PACKAGE + " is not installed, and there is no apt-get");
                }
                String fetch =
                        "cd \"$0\" && apt-get -q download " + PACKAGE + " && dpkg-deb -x " + PACKAGE + "_*.deb .";
                var unused = commands.run(INSTALLATION, Map.of(), List.of("sh", "-c", fetch, folder.toString()));
            }
            return new Alertmanager(settings, folder, unpacked.toString());
        } catch (IOException e) {
            throw new BenchFailed(folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** The first line of what it says of itself. */
    public String version(Commands commands) {
        return commands.run(START, Map.of(), List.of(binary, "--version"))
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(".*version ([^ ,]+).*", "$1");
    }

    public Peer start(Sink sink) {
        int port = Loopback.freePort();
        Path configuration = folder.resolve("alertmanager.yml");
        Path data = folder.resolve("data");
        try {
            FileSystemUtils.deleteRecursively(data);
            String text = Files.readString(settings.source("peers/alertmanager.yml"));
            Files.writeString(configuration, text.replace("SINK", sink.address() + "/messages"));
        } catch (IOException e) {
            throw new BenchFailed("Alertmanager's configuration cannot be written: " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(inItsFolder());
        command.addAll(List.of(
                binary,
                "--config.file=" + configuration,
                "--storage.path=" + data,
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=",
                "--log.level=error"));
        Program program = Program.start(command, Map.of(), settings.output().resolve("peers.log"));
        var peer = new Peer(program, Loopback.address(port).resolve("/api/v2/alerts"));
        try (var http = new Http()) {
            http.await(Http.postJson(peer.target(), "none", "[]"), status -> status == OK, program, START);
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    /** Debian's looks for its templates below /usr/share: one that is not installed gets to see its own there. */
    private List<String> inItsFolder() {
        return binary.equals(PACKAGE)
                ? List.of()
                : List.of(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$0\" /usr/share && exec \"$@\"",
                        folder.resolve("usr/share").toString());
    }
}
