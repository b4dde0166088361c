package io.notifyflow.bench.peers;

import io.notifyflow.bench.machine.Program;
import java.net.URI;

/**
 * A program in the place of a hub, running.
 *
 * @param target where events are posted to
 */
public record Peer(Program program, URI target) implements AutoCloseable {

    @Override
    public void close() {
        program.close();
    }
}
