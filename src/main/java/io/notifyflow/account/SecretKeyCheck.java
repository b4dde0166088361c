package io.notifyflow.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stops the start of a hub that could not read what others wrote, before it does anything. */
@Component
class SecretKeyCheck {

    /** Stands for the keys of values that were stored before values named their key. */
    static final String UNNAMED = "unnamed";

    private static final String COUNT =
            """
            SELECT count(*) FROM <table> WHERE substring(<column> FROM 1 FOR 8) = :header
            """;

    private static final String UNNAMED_VALUE =
            """
            SELECT <column> FROM <table> WHERE substring(<column> FROM 1 FOR 4) <> substring(:header FROM 1 FOR 4)
            ORDER BY <key> DESC LIMIT 1
            """;

    private static final String ADD =
            """
            INSERT INTO secret_key (key_id) VALUES (:name) ON CONFLICT DO NOTHING
            """;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;

    /**
     * @throws UnusableSetting if a value cannot be read with any of the keys
     */
    SecretKeyCheck(JdbcClient jdbc, SecretCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        List<String> known = cipher.keyNames();
        jdbc.sql("SELECT key_id FROM secret_key").query(String.class).list().forEach(used -> {
            if (used.equals(UNNAMED)) {
                requireReadable();
            } else if (!known.contains(used)) {
                requireUnused(used);
            }
        });
        var unused = jdbc.sql(ADD).param("name", known.getFirst()).update();
    }

    /** One value of each column tells: all that carry no name were made with one key. */
    private void requireReadable() {
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            Optional<byte[]> value = jdbc.sql(column.sql(UNNAMED_VALUE))
                    .param("header", cipher.header())
                    .query((row, index) -> row.getBytes(1))
                    .optional();
            try {
                var unused = value.map(cipher::decrypt);
            } catch (IllegalStateException otherKey) {
                throw missing("secrets that were encrypted with another key (in " + column + ")");
            }
        }
    }

    /** A key that was dropped when nothing needed it any more is forgotten here. */
    private void requireUnused(String name) {
        var found = new ArrayList<String>();
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            long values = jdbc.sql(column.sql(COUNT))
                    .param("header", SecretCipher.header(name))
                    .query(Long.class)
                    .single();
            if (values > 0) {
                found.add(values + " in " + column);
            }
        }
        if (!found.isEmpty()) {
            throw missing("secrets that were encrypted with the key " + name + " (" + String.join(", ", found) + ")");
        }
        var unused = jdbc.sql("DELETE FROM secret_key WHERE key_id = :name")
                .param("name", name)
                .update();
    }

    private UnusableSetting missing(String what) {
        return new UnusableSetting(
                "NOTIFYFLOW_SECRET_KEY does not fit this database: it holds " + what + ", and this hub has only "
                        + String.join(", ", cipher.keyNames()) + ".",
                "Set NOTIFYFLOW_SECRET_KEY to the key that was used before (without the setting it is in the file"
                        + " secret.key of the data folder). To change keys, set the new one there and the one before as"
                        + " NOTIFYFLOW_SECRET_KEY_OLD. docs/operate.md, The key of the secrets, tells what can be done"
                        + " when a key is lost.");
    }
}
