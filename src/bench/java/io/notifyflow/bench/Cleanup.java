package io.notifyflow.bench;

/** What must not outlive the benchmark, however it ends. */
final class Cleanup {

    private Cleanup() {}

    static void onExit(Runnable action) {
        Runtime.getRuntime().addShutdownHook(new Thread(action, "cleanup"));
    }
}
