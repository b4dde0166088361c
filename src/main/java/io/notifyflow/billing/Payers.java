package io.notifyflow.billing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which account is which customer, and whether anything of it was changed since it was looked at. */
@Repository
class Payers {

    private static final String BY_ACCOUNT =
            """
            SELECT a.id, b.customer_id, coalesce(b.generation, 0) AS generation, coalesce(b.version, -1) AS version
            FROM account a LEFT JOIN billing_customer b ON b.account_id = a.id WHERE a.id = :account
            """;

    private static final String ACCOUNT_OF_SUBSCRIPTION = "SELECT account_id FROM subscription WHERE id = :id";

    /** Also of a customer that was deleted, and left its subscriptions behind. */
    private static final String ACCOUNT_OF_CUSTOMER =
            """
            SELECT account_id FROM billing_customer WHERE customer_id = :customer
            UNION SELECT account_id FROM subscription WHERE customer_id = :customer LIMIT 1
            """;

    private static final String ADD =
            """
            INSERT INTO billing_customer (account_id, customer_id, base_plan, given_plan)
            SELECT id, :customer, plan, plan FROM account WHERE id = :account
            ON CONFLICT DO NOTHING
            """;

    /** The customer stays what it is where there is one. */
    private static final String ADVANCE =
            """
            UPDATE billing_customer SET version = version + 1, customer_id = coalesce(customer_id, :customer)
            WHERE account_id = :account AND version = :version
            """;

    private static final String DETACH =
            """
            UPDATE billing_customer SET customer_id = NULL, generation = generation + 1
            WHERE account_id = :account AND customer_id = :customer
            """;

    private static final String ATTACH =
            """
            INSERT INTO billing_customer AS b (account_id, customer_id, base_plan, given_plan)
            SELECT id, :customer, plan, plan FROM account WHERE id = :account
            ON CONFLICT (account_id) DO UPDATE SET customer_id = excluded.customer_id WHERE b.customer_id IS NULL
            """;

    private final JdbcClient jdbc;

    Payers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Somebody else changed something of the account since Stripe was asked: ask again. */
    static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Optional<Payer> byAccount(UUID account) {
        return jdbc.sql(BY_ACCOUNT)
                .param("account", account)
                .query((row, index) -> payer(row))
                .optional();
    }

    private static Payer payer(ResultSet row) throws SQLException {
        return new Payer(
                row.getObject("id", UUID.class),
                row.getString("customer_id"),
                row.getInt("generation"),
                row.getLong("version"));
    }

    Optional<Payer> bySubscription(@Nullable String subscription) {
        return subscription == null
                ? Optional.empty()
                : jdbc.sql(ACCOUNT_OF_SUBSCRIPTION)
                        .param("id", subscription)
                        .query(UUID.class)
                        .optional()
                        .flatMap(this::byAccount);
    }

    Optional<Payer> byCustomer(@Nullable String customer) {
        return customer == null
                ? Optional.empty()
                : jdbc.sql(ACCOUNT_OF_CUSTOMER)
                        .param("customer", customer)
                        .query(UUID.class)
                        .optional()
                        .flatMap(this::byAccount);
    }

    /** The account that an object's metadata names: objects that a checkout of this hub made have it. */
    Optional<Payer> named(@Nullable String account) {
        try {
            return account == null ? Optional.empty() : byAccount(UUID.fromString(account));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    /**
     * Claims the account for the rest of the transaction.
     *
     * @param customer its customer, if it had none
     * @throws ChangedMeanwhile if it is not any more what it was when it was looked at
     */
    void advance(Payer payer, @Nullable String customer) {
        int claimed = payer.version() == Payer.NEW
                ? jdbc.sql(ADD)
                        .param("customer", customer, java.sql.Types.VARCHAR)
                        .param("account", payer.account())
                        .update()
                : jdbc.sql(ADVANCE)
                        .param("customer", customer, java.sql.Types.VARCHAR)
                        .param("account", payer.account())
                        .param("version", payer.version())
                        .update();
        if (claimed != 1) {
            throw new ChangedMeanwhile();
        }
    }

    /** The account has this customer no more; its next checkout makes another. */
    void detach(UUID account, String customer) {
        jdbc.sql(DETACH).param("account", account).param("customer", customer).update();
    }

    /** Gives an account a customer, unless it has one. */
    void attach(UUID account, String customer) {
        jdbc.sql(ATTACH).param("account", account).param("customer", customer).update();
    }
}
