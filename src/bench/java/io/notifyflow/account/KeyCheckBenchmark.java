package io.notifyflow.account;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** What the key of a request opens, when the account is in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KeyCheckBenchmark {

    private static final String KEY = ApiKeys.generate();

    private static final JdbcClient NO_DATABASE = JdbcClient.create(new SimpleDriverDataSource());

    private final AccountChanges changes = new AccountChanges();
    private final Accounts accounts =
            new Accounts(new OneAccount(), changes, new KeyUses(NO_DATABASE), Clock.systemUTC());

    /** What the database would answer, once. */
    private static final class OneAccount extends AccountStore {

        private final UUID id = new UUID(0x019aa00000007000L, 0x8000000000000001L);

        OneAccount() {
            super(NO_DATABASE, new PlanSettings(Map.of()), new SecretCipher(new byte[SecretCipher.KEY_BYTES]));
        }

        @Override
        Optional<ApiKey> findKey(byte[] hash) {
            return Optional.of(new ApiKey(id, id, "bench", hash, Set.of(io.notifyflow.account.Scope.SEND), null, null));
        }

        @Override
        Optional<Account> find(UUID account) {
            return Optional.of(new Account(
                    account,
                    "bench",
                    new Plan("bench", 1_000_000_000L, 100, null, null),
                    Map.of(),
                    List.of(),
                    List.of(),
                    false));
        }
    }

    @Setup
    public void keep() {
        // As while the database's announcements are heard: all of the measurement lies before that moment.
        changes.heard(new AccountChanges.Moment(0, System.nanoTime() + TimeUnit.HOURS.toNanos(1)));
        if (accounts.byKey(KEY).isEmpty()) {
            throw new IllegalStateException("The key is known");
        }
    }

    @Benchmark
    public Optional<Access> keyCheck() {
        return accounts.byKeyIfKept(KEY);
    }

    @Benchmark
    public byte[] hashOfAKey() {
        return ApiKeys.hash(KEY);
    }
}
