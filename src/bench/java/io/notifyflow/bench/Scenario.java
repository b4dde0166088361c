package io.notifyflow.bench;

/** A way to send events, and the baseline it is compared with. */
enum Scenario {
    ONE("100 accounts", 1, 1, "plain", 100, false),
    EIGHT("100 accounts", 8, 8, "plain", 100, false),
    MANY("100 accounts", 64, 32, "plain", 100, false),
    HOT_ACCOUNT("one account", 64, 32, "plain", 1, false),
    IDEMPOTENT("100 accounts, Idempotency-Key", 64, 32, "plain", 100, true),
    DELIVERED("100 accounts, delivered to the sandbox", 64, 32, "sandbox", 100, false);

    final String title;
    final int connections;
    /** Clients of the baseline: it gains nothing beyond 32. */
    final int clients;

    final String accountKind;
    final int accounts;
    final boolean idempotent;

    Scenario(String title, int connections, int clients, String accountKind, int accounts, boolean idempotent) {
        this.title = title;
        this.connections = connections;
        this.clients = clients;
        this.accountKind = accountKind;
        this.accounts = accounts;
        this.idempotent = idempotent;
    }

    boolean delivers() {
        return this == DELIVERED;
    }
}
