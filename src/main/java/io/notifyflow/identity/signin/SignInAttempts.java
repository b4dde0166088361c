package io.notifyflow.identity.signin;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.event.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/**
 * Counts attempts to sign in over all hubs, before what was typed is looked at, so that many at a time are counted, too.
 * Those from a browser in which the person has signed in before are counted alone, so strangers cannot use them up. An
 * attempt that succeeds takes back what it counted.
 */
@Repository
class SignInAttempts {

    /** For one person from one network, or from one known browser. */
    static final int PER_ORIGIN = 10;
    /** From one network, which many people may share. */
    static final int PER_ADDRESS = 100;
    /** For one person from all browsers that are not known: a guess from everywhere at once is bounded as well. */
    static final int PER_PERSON = 100;

    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final String COUNT =
            """
            INSERT INTO sign_in_attempt AS a (bucket, attempts, since) VALUES (:bucket, 1, :now)
            ON CONFLICT (bucket) DO UPDATE
            SET attempts = CASE WHEN a.since <= :window THEN 1 ELSE a.attempts + 1 END,
                since = CASE WHEN a.since <= :window THEN :now ELSE a.since END
            RETURNING attempts
            """;

    private static final String FORGIVE = "DELETE FROM sign_in_attempt WHERE bucket = :bucket";

    private static final String GIVE_BACK =
            "UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE bucket = :bucket AND attempts > 0";

    private static final String FORGET = "DELETE FROM sign_in_attempt WHERE since <= :window";

    private final JdbcClient jdbc;
    private final Clock clock;

    SignInAttempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What is done with an attempt. */
    enum Verdict {
        LOOKED_AT,
        /** The first that is not looked at, which is written down; the others are too many for that. */
        FIRST_REFUSED,
        REFUSED
    }

    /**
     * @param who    the e-mail address that was typed, or the id of a person who has shown a password
     * @param device the known browser; null for none
     */
    Verdict count(String who, String address, @Nullable String device) {
        Verdict verdict = Verdict.LOOKED_AT;
        for (Map.Entry<String, Integer> bucket : buckets(who, address, device).entrySet()) {
            int over = count(bucket.getKey()) - bucket.getValue();
            if (over == 1 && verdict == Verdict.LOOKED_AT) {
                verdict = Verdict.FIRST_REFUSED;
            } else if (over > 1) {
                verdict = Verdict.REFUSED;
            }
        }
        return verdict;
    }

    void succeeded(String who, String address, @Nullable String device) {
        buckets(who, address, device).forEach((bucket, most) -> jdbc.sql(most == PER_ORIGIN ? FORGIVE : GIVE_BACK)
                .param("bucket", ApiKeys.hash(bucket))
                .update());
    }

    /** What an attempt counts against, and how many of them are looked at. */
    private static Map<String, Integer> buckets(String who, String address, @Nullable String device) {
        String person = "person " + who.strip().toLowerCase(Locale.ROOT);
        if (device != null) {
            return Map.of(person + " device " + device, PER_ORIGIN);
        }
        String network = "address " + ClientAddress.of(address).network();
        var buckets = new LinkedHashMap<String, Integer>();
        buckets.put(person + " " + network, PER_ORIGIN);
        buckets.put(network, PER_ADDRESS);
        buckets.put(person, PER_PERSON);
        return buckets;
    }

    private int count(String bucket) {
        Instant now = clock.instant();
        return jdbc.sql(COUNT)
                .param("bucket", ApiKeys.hash(bucket))
                .param("now", time(now))
                .param("window", time(now.minus(WINDOW)))
                .query(Integer.class)
                .single();
    }

    @Scheduled(fixedDelayString = "PT15M", initialDelayString = "PT15M")
    void forget() {
        jdbc.sql(FORGET).param("window", time(clock.instant().minus(WINDOW))).update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
