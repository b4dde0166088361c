package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.conformance.DiscordConformance;
import io.notifyflow.process.EventLoad.Accepted;
import io.notifyflow.process.Ledger.State;
import io.notifyflow.process.Tenants.Tenant;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.sandbox.SandboxSettings;
import io.notifyflow.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Hubs on a PostgreSQL server of their own, Discord behind a bad network, and clients that never rest. Everything
 * random follows from the seed but for the moments at which processes happen to run.
 */
final class CrashStage implements AutoCloseable {

    private static final Duration LEASE = Duration.ofSeconds(3);
    /** From the end of the lease: the look at the table every second, and a slow machine. */
    private static final Duration LONGEST_ALONE = LEASE.plusSeconds(5);

    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);
    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(20);
    private static final int MESSAGES = 300_000;

    private final String name;
    private final Random random;
    private final Path folder;
    private final SandboxServer sandbox;
    private final FaultProxy network;
    private final PostgresProcess postgres;
    private final Tenants tenants;
    private final Ledger ledger;
    private final LaneWatch lanes;
    private final Map<String, String> environment;
    private final List<Client> clients = new ArrayList<>();
    private final List<HubProcess> hubs = new ArrayList<>();
    private boolean posting;
    private int hubKills;
    private int databaseKills;

    /** An account whose events come without end, and where they go. */
    private record Client(EventLoad load, List<Route> routes) {}

    /** A destination and its end in Discord. */
    record Route(UUID destination, Inbox inbox, boolean directMessages) {}

    CrashStage(String name, Path folder, long seed) {
        this.name = name;
        this.random = new Random(seed);
        this.folder = folder;
        sandbox = DiscordConformance.watched(
                SandboxServer.start(new Sandbox(SandboxSettings.defaults().withKeep(MESSAGES)), 0));
        network = FaultProxy.before(sandbox.apiBase(), seed, FaultProxy.BAD_DAY);
        postgres = PostgresProcess.start(folder.resolve("postgres"));
        tenants = new Tenants(TestDatabase.dataSource(postgres.url()));
        ledger = new Ledger(TestDatabase.dataSource(postgres.url()));
        lanes = LaneWatch.over(ledger);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        environment = Map.of(
                "DATABASE_URL",
                postgres.url(),
                "NOTIFYFLOW_SECRET_KEY",
                Base64.getEncoder().encodeToString(secret),
                "NOTIFYFLOW_DISCORD_API_BASE",
                network.address().toString(),
                "NOTIFYFLOW_DELIVERY_LEASE",
                LEASE.toSeconds() + "s",
                "NOTIFYFLOW_DELIVERY_RETRIES",
                "100ms,200ms,300ms,500ms,500ms,1s,1s,1s,2s,2s",
                // The recipient who refuses everything would keep it open, and all that waits would wait on.
                "NOTIFYFLOW_DELIVERY_BREAKER_FAILURES",
                "1000000",
                "CAMEL_COMPONENT_HTTP_RESPONSETIMEOUT",
                "2000");
    }

    Random random() {
        return random;
    }

    /** Starts a hub, and returns at once. */
    HubProcess launchHub() {
        String run = name + "-" + (hubs.size() + 1);
        HubProcess hub = HubProcess.launch(run, with(environment, "NOTIFYFLOW_DATA_DIR", folder.resolve(run)));
        hubs.add(hub);
        return hub;
    }

    private static Map<String, String> with(Map<String, String> settings, String variable, Path value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(variable, value.toString());
        return all;
    }

    /** Adds the accounts, for which a hub must have been ready once, and their clients, which rest at first. */
    void addClients() {
        addClient("red", List.of("501"), List.of(), EventLoad::slowlyOn);
        addClient("green", List.of("502"), List.of(), EventLoad::slowlyOn);
        addClient("blue", List.of("503"), List.of("9503"), EventLoad::slowlyOn);
        addClient("white", List.of(), List.of("9504"), EventLoad::slowlyOn);
        // Rarely: thousands of refusals in ten minutes would stop all calls, and rightly so.
        addClient("black", List.of("505"), List.of("9505"), EventLoad::rarelyOn);
        sandbox.sandbox().blockDirectMessages("9505");
    }

    private interface Pace {
        EventLoad of(String title, String key, List<URI> hubs);
    }

    private void addClient(String title, List<String> webhooks, List<String> recipients, Pace pace) {
        Tenant tenant = tenants.add("unlimited");
        Stream<Route> toWebhooks = webhooks.stream()
                .map(webhook -> new Route(
                        tenants.addDefaultWebhook(tenant, webhook), Inbox.ofWebhook(sandbox, webhook), false));
        Stream<Route> toPeople = recipients.stream()
                .map(recipient -> new Route(
                        tenants.addDirectMessages(tenant, recipient),
                        Inbox.ofDirectMessages(sandbox, recipient),
                        true));
        clients.add(new Client(
                pace.of(title, tenant.key(), List.of()),
                Stream.concat(toWebhooks, toPeople).toList()));
    }

    /** From now on the clients post to these hubs; waits until they are ready. */
    void postTo(HubProcess... hubs) {
        // The fragment, which no request has, tells runs apart that happen to get the same port.
        List<URI> addresses = Stream.of(hubs)
                .map(hub -> URI.create(hub.address() + "#" + hub.name()))
                .toList();
        clients.forEach(client -> client.load().turnTo(addresses));
        posting = hubs.length > 0;
        lanes.watching(posting);
    }

    /** Waits until so many more events were accepted, over all accounts. */
    void awaitAccepted(int more) {
        long enough = accepted() + more;
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> accepted() >= enough);
    }

    private long accepted() {
        return clients.stream()
                .mapToLong(client -> client.load().acceptedCount())
                .sum();
    }

    void kill(HubProcess hub) {
        hubKills++;
        hub.kill();
    }

    /** Kills the server, and starts it again at once or only when the clients have noticed. */
    void killDatabase() {
        databaseKills++;
        postgres.kill();
        if (posting && random.nextBoolean()) {
            int before = refusals();
            await().atMost(LONGEST_OUTAGE).until(() -> refusals() > before);
        }
        postgres.restart();
    }

    private int refusals() {
        return clients.stream()
                .mapToInt(client -> client.load().refusals().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()
                        + client.load().broken())
                .sum();
    }

    /** Whatever was answered with 202 is delivered, dead-lettered or pending. */
    void assertAccounted() {
        for (Client client : clients) {
            List<Accepted> accepted = client.load().accepted();
            State state = ledger.stateOf(accepted);
            assertThat(state.stored()).as("events stored, " + state).isEqualTo(accepted.size());
            assertThat(state.deliveries(client.routes().size()))
                    .as("deliveries of " + accepted.size() + " events: " + state)
                    .isEqualTo((long) accepted.size() * client.routes().size());
        }
    }

    /** Ends the posts and the faults, and waits until nothing is left to deliver. */
    void settle() {
        clients.forEach(client -> client.load().close());
        network.calm(true);
        for (long left = ledger.unfinished(); left > 0; left = ledger.unfinished()) {
            long before = left;
            await("fewer than " + before + " events to be routed and deliveries to be made")
                    .atMost(LONGEST_STANDSTILL)
                    .until(() -> ledger.unfinished() < before);
        }
        await().atMost(LEASE.plusSeconds(5)).untilAsserted(() -> assertThat(ledger.leasedLanes())
                .as("lanes leased while there is nothing to do")
                .isZero());
        assertThat(lanes.longest()).as("the longest time a lane was left alone").isLessThan(LONGEST_ALONE);
    }

    /** Compares what the clients were told, what the database says, and what stands in Discord. */
    void assertNothingLost() {
        assertAccounted();
        for (Client client : clients) {
            assertThat(client.load().refusals().keySet())
                    .as("answers other than 202")
                    .isSubsetOf(Set.of(503));
            assertThat(client.load().hung()).as("requests without an answer").isZero();
            for (Route route : client.routes()) {
                new Aftermath(route, ledger.deliveriesTo(route.destination()), network.calls(), kills())
                        .assertAsPromised(client.load().accepted());
            }
        }
    }

    /** Each may hide from the hubs how one call of a destination ended. */
    private int kills() {
        return hubKills + databaseKills;
    }

    /** For people: what happened, and what came of it. */
    String summary() {
        List<Route> routes =
                clients.stream().flatMap(client -> client.routes().stream()).toList();
        List<Inbox.Message> messages = routes.stream()
                .flatMap(route -> route.inbox().messages().stream())
                .toList();
        List<State> states = clients.stream()
                .map(client -> ledger.stateOf(client.load().accepted()))
                .toList();
        return String.format(
                "%d hubs and %d databases killed; %d events accepted, %d deliveries made, %d dead-lettered; "
                        + "%d messages, the fullest with %d events, %d events twice; "
                        + "longest lane left alone %d ms; network %s",
                hubKills,
                databaseKills,
                accepted(),
                states.stream().mapToLong(State::delivered).sum(),
                states.stream().mapToLong(State::dead).sum(),
                messages.size(),
                messages.stream()
                        .mapToInt(message -> message.titles().size())
                        .max()
                        .orElse(0),
                routes.stream().mapToInt(route -> route.inbox().duplicates()).sum(),
                lanes.longest().toMillis(),
                network.counts());
    }

    @Override
    public void close() {
        hubs.forEach(HubProcess::kill);
        clients.forEach(client -> client.load().close());
        lanes.close();
        postgres.close();
        network.close();
        sandbox.close();
    }
}
