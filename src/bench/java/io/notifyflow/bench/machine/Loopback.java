package io.notifyflow.bench.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/** Addresses of this machine, which are the only ones that load is sent to. */
public final class Loopback {

    public static final String HOST = "127.0.0.1";

    private Loopback() {}

    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new BenchFailed("No port is free on " + HOST, e);
        }
    }

    public static URI address(int port) {
        return URI.create("http://" + HOST + ":" + port);
    }
}
