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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Node-RED: flows that are drawn in a browser. It keeps nothing on disk.
 *
 * @see <a href="https://nodered.org/docs/">Node-RED's documentation</a>
 */
public final class NodeRed {

    public static final String VERSION = "4.1.8";

    private static final Duration INSTALLATION = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(1);
    private static final int ACCEPTED = 202;

    private final BenchSettings settings;
    private final Path folder;

    private NodeRed(BenchSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * Installs it with npm below target/, unless it is there already.
     *
     * @throws BenchFailed with the reason why it cannot be
     */
    public static NodeRed install(BenchSettings settings, Commands commands) {
        Path folder = settings.output().resolve("peers/node-red");
        if (!Files.exists(folder.resolve("node_modules/node-red/red.js"))) {
            if (!Commands.installed("node") || !Commands.installed("npm")) {
                throw new BenchFailed("node and npm are not installed");
            }
            create(folder);
            var unused = commands.run(
                    INSTALLATION,
                    Map.of(),
                    List.of(
                            "npm",
                            "install",
                            "--prefix",
                            folder.toString(),
                            "--no-audit",
                            "--no-fund",
                            "node-red@" + VERSION));
        }
        return new NodeRed(settings, folder);
    }

    /**
     * @param path of the flow that gets the events: /answer, or /pass for one that calls the sink before it answers
     */
    public Peer start(String path, Sink sink) {
        Path data = folder.resolve("data");
        create(data);
        try {
            Files.copy(
                    settings.source("peers/flows.json"),
                    data.resolve("flows.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchFailed("Node-RED's flows cannot be written: " + e.getMessage(), e);
        }
        int port = Loopback.freePort();
        Program program = Program.start(
                List.of(
                        "node",
                        folder.resolve("node_modules/node-red/red.js").toString(),
                        "--settings",
                        settings.source("peers/settings.js").toString(),
                        "--userDir",
                        data.toString()),
                Map.of("PEER_PORT", Integer.toString(port), "PEER_SINK", sink.address() + "/messages"),
                settings.output().resolve("peers.log"));
        var peer = new Peer(program, Loopback.address(port).resolve(path));
        try (var http = new Http()) {
            http.await(Http.postJson(peer.target(), "none", "{}"), status -> status == ACCEPTED, program, START);
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BenchFailed(folder + " cannot be made: " + e.getMessage(), e);
        }
    }
}
