package io.notifyflow.account;

import java.util.List;

/**
 * A column of the database that {@link SecretCipher} encrypts.
 *
 * @param key the table's primary key
 */
record EncryptedColumn(String table, String key, String column) {

    static final List<EncryptedColumn> ALL = List.of(
            new EncryptedColumn("destination", "id", "secret"),
            new EncryptedColumn("source", "id", "secret"),
            new EncryptedColumn("api_key", "id", "signing_secret"),
            new EncryptedColumn("webhook_receipt", "id", "payload"),
            new EncryptedColumn("person_session", "token_hash", "id_token"),
            new EncryptedColumn("person_authenticator_app", "person_id", "secret"));

    /** SQL with these names in place of {@code <table>}, {@code <key>} and {@code <column>}. */
    String sql(String template) {
        return template.replace("<table>", table).replace("<key>", key).replace("<column>", column);
    }

    @Override
    public String toString() {
        return table + "." + column;
    }
}
