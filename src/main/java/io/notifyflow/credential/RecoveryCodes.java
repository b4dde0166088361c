package io.notifyflow.credential;

import io.notifyflow.account.ApiKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Codes for those who have lost their second factor: ten, each valid once. */
@Repository
public class RecoveryCodes {

    static final int COUNT = 10;

    /** 120 bits, so that a plain SHA-256 is enough to keep them by. */
    private static final int BYTES = 15;

    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String FORGET = "DELETE FROM recovery_code WHERE person_id = :person";

    private static final String ADD =
            "INSERT INTO recovery_code (code_hash, person_id, made_at) VALUES (:hash, :person, :now)";

    private static final String TAKE = "DELETE FROM recovery_code WHERE code_hash = :hash AND person_id = :person";

    private final JdbcClient jdbc;
    private final Clock clock;

    RecoveryCodes(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * New codes in place of the former ones.
     *
     * @return the only time they can be shown
     */
    @Transactional
    public List<String> make(UUID person) {
        forget(person);
        List<String> codes = Stream.generate(RecoveryCodes::code).limit(COUNT).toList();
        codes.forEach(code -> jdbc.sql(ADD)
                .param("hash", hash(code))
                .param("person", person)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update());
        return codes;
    }

    /** Whether it is one of the person's; it is none any more. */
    public boolean take(UUID person, String code) {
        return jdbc.sql(TAKE).param("hash", hash(code)).param("person", person).update() == 1;
    }

    public void forget(UUID person) {
        jdbc.sql(FORGET).param("person", person).update();
    }

    private static String code() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base32.encode(random).replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    /** However it was typed. */
    private static byte[] hash(String code) {
        return ApiKeys.hash("recovery " + code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT));
    }
}
