package io.notifyflow.bench.machine;

/** What must not outlive the benchmark, however it ends. */
public final class Cleanup {

    private Cleanup() {}

    public static void onExit(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action, "cleanup"));
    }
}
