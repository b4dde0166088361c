package io.notifyflow.bench.parts;

/** A way to send single events, and the baseline it is compared with. */
enum Scenario {
    ONE("100 accounts", 1, 1, 100, false),
    EIGHT("100 accounts", 8, 8, 100, false),
    MANY("100 accounts", 64, 32, 100, false),
    HOT_ACCOUNT("one account", 64, 32, 1, false),
    IDEMPOTENT("100 accounts, Idempotency-Key", 64, 32, 100, true);

    final String title;
    final int connections;
    /** Clients of the baseline: it gains nothing beyond 32. */
    final int clients;

    final int accounts;
    final boolean idempotent;

    Scenario(String title, int connections, int clients, int accounts, boolean idempotent) {
        this.title = title;
        this.connections = connections;
        this.clients = clients;
        this.accounts = accounts;
        this.idempotent = idempotent;
    }
}
