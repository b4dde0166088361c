package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A table is read by its indexes from its first rows on: the plan that is made then is kept while it grows. */
@HubTest
class YoungTablesTest {

    private static final String FILL =
            """
            CREATE TABLE young (LIKE idempotency INCLUDING ALL);
            INSERT INTO young (account_id, key, digest, event_id)
            SELECT CAST(md5('account') AS uuid), 'k' || i, '\\x00', CAST(md5('e' || i) AS uuid)
            FROM generate_series(1, 60) i;
            ANALYZE young;
            """;

    private static final String LOOK_UP =
            """
            EXPLAIN (COSTS OFF)
            SELECT event_id FROM young WHERE account_id = CAST(md5('account') AS uuid) AND key = 'k7'
            """;

    @Autowired
    Hub hub;

    @AfterEach
    void clear() {
        hub.jdbc().sql("DROP TABLE IF EXISTS young").update();
    }

    @Test
    void aTableOfOnePageIsReadByItsIndex() {
        hub.jdbc().sql(FILL).update();

        String plan =
                String.join("\n", hub.jdbc().sql(LOOK_UP).query(String.class).list());

        assertThat(plan).contains("Index").doesNotContain("Seq Scan");
    }
}
