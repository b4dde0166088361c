package io.notifyflow.process;

import io.notifyflow.conformance.DiscordConformance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that was answered with 202 is lost, and next to nothing comes twice, whatever dies and whatever the network
 * does. How many die, and the seed of a run to be repeated: docs/testing.md.
 */
@ExtendWith({HubOutput.class, DiscordConformance.class})
@Timeout(3600)
class CrashIT {

    private static final int KILLS = Integer.getInteger("crash.kills", 2);
    private static final int DATABASE_KILLS = Integer.getInteger("crash.database-kills", 2);
    private static final int PAIR_KILLS = Integer.getInteger("crash.pair-kills", 1);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    /** Some two seconds of the clients' posts. */
    private static final int MOST_BETWEEN_KILLS = 300;

    @TempDir
    private Path folder;

    private enum Victim {
        HUB,
        DATABASE
    }

    @Test
    void hubAndDatabaseAreKilledAgainAndAgain() {
        try (CrashStage stage = stage("alone")) {
            HubProcess hub = stage.launchHub().awaitReady();
            stage.addClients();
            stage.postTo(hub);
            for (Victim victim : victims(stage, KILLS, DATABASE_KILLS)) {
                stage.awaitAccepted(1 + stage.random().nextInt(MOST_BETWEEN_KILLS));
                switch (victim) {
                    case HUB -> hub = replaced(stage, hub);
                    case DATABASE -> stage.killDatabase();
                }
                stage.assertAccounted();
            }
            concludes(stage);
        }
    }

    private static HubProcess replaced(CrashStage stage, HubProcess hub) {
        stage.postTo();
        stage.kill(hub);
        if (stage.random().nextInt(4) == 0) {
            stage.killDatabase();
        }
        HubProcess next = stage.launchHub();
        stage.postTo(next);
        return next;
    }

    @Test
    void oneOfTwoHubsIsKilledAgainAndAgain() {
        try (CrashStage stage = stage("pair")) {
            HubProcess one = stage.launchHub();
            HubProcess other = stage.launchHub().awaitReady();
            stage.addClients();
            stage.postTo(one, other);
            for (Victim victim : victims(stage, PAIR_KILLS, (PAIR_KILLS + 1) / 2)) {
                stage.awaitAccepted(1 + stage.random().nextInt(MOST_BETWEEN_KILLS));
                switch (victim) {
                    case HUB -> {
                        HubProcess survivor = stage.random().nextBoolean() ? one : other;
                        stage.kill(survivor == one ? other : one);
                        stage.postTo(survivor);
                        one = survivor;
                        other = stage.launchHub();
                        stage.awaitAccepted(1 + stage.random().nextInt(MOST_BETWEEN_KILLS));
                        stage.postTo(one, other);
                    }
                    case DATABASE -> stage.killDatabase();
                }
                stage.assertAccounted();
            }
            concludes(stage);
        }
    }

    private static void concludes(CrashStage stage) {
        try {
            stage.settle();
        } finally {
            System.out.println("CrashIT: crash.seed=" + SEED + ": " + stage.summary());
        }
        stage.assertNothingLost();
    }

    private CrashStage stage(String name) {
        System.out.println("CrashIT: crash.seed=" + SEED);
        return new CrashStage(name, folder, SEED);
    }

    private static List<Victim> victims(CrashStage stage, int hubs, int databases) {
        List<Victim> victims = new ArrayList<>(Collections.nCopies(hubs, Victim.HUB));
        victims.addAll(Collections.nCopies(databases, Victim.DATABASE));
        Collections.shuffle(victims, stage.random());
        return victims;
    }
}
