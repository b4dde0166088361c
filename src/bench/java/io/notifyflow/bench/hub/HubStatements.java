package io.notifyflow.bench.hub;

import java.util.List;

/** What the benchmark asks of a hub's tables; nothing else in it knows them. */
final class HubStatements {

    /** Emptied between measurements, so that none runs on larger tables than another. */
    static final List<String> TABLES = List.of(
            "event_outbox", "delivery", "delivery_attempt", "idempotency", "event", "bench_event", "plain_event");

    /** The baseline's table is the hub's; the plain application has that, and two small ones besides. */
    static final String PREPARE =
            """
            CREATE TABLE bench_account (id uuid, number integer, kind text, key text);
            CREATE TABLE bench_event (LIKE event INCLUDING ALL);
            CREATE TABLE plain_event (LIKE event INCLUDING ALL);
            CREATE TABLE plain_key (key_hash bytea PRIMARY KEY, account_id uuid NOT NULL);
            CREATE TABLE plain_usage (account_id uuid PRIMARY KEY, accepted bigint NOT NULL DEFAULT 0)
                WITH (fillfactor = 50);
            ALTER TABLE bench_event OWNER TO notifyflow;
            ALTER TABLE plain_event OWNER TO notifyflow;
            ALTER TABLE plain_key OWNER TO notifyflow;
            ALTER TABLE plain_usage OWNER TO notifyflow;
            """;

    /** So many accounts of a kind, each with a key and a category. */
    static final String ADD_ACCOUNTS =
            """
            INSERT INTO bench_account
            SELECT uuidv7(), number, '%1$s', 'bench-%1$s-' || lpad(number::text, 26, '0')
            FROM generate_series(1, %2$d) number;
            INSERT INTO account (id, name, plan) SELECT id, key, 'bench' FROM bench_account WHERE kind = '%1$s';
            INSERT INTO api_key (id, account_id, name, hint, key_hash)
            SELECT uuidv7(), id, 'bench', 'bench', sha256(convert_to(key, 'UTF8'))
            FROM bench_account WHERE kind = '%1$s';
            INSERT INTO category (id, account_id, name, color)
            SELECT uuidv7(), id, 'sale', 255 FROM bench_account WHERE kind = '%1$s';
            """;

    /** A destination like the one of a name for each account of a kind; each counts as a place of its own. */
    static final String ADD_DESTINATIONS =
            """
            INSERT INTO destination (id, account_id, name, type, config, secret, is_default)
            SELECT uuidv7(), b.id, d.name, d.type,
                   d.config || jsonb_build_object('webhookId', (1000 + b.number)::text, 'place', 'bench ' || b.number),
                   d.secret, true
            FROM bench_account b CROSS JOIN (SELECT * FROM destination WHERE name = '%2$s' LIMIT 1) d
            WHERE b.kind = '%1$s';
            """;

    static final String ADD_PLAIN_ACCOUNTS =
            """
            INSERT INTO plain_key SELECT sha256(convert_to(key, 'UTF8')), id FROM bench_account WHERE kind = '%1$s';
            INSERT INTO plain_usage SELECT id FROM bench_account WHERE kind = '%1$s';
            """;

    /** An account with webhooks of the sandbox, paused; the order of their ids is that of their numbers. */
    static final String ADD_WEBHOOKS =
            """
            CREATE TABLE bench_webhook AS
            SELECT uuidv7() AS id, number FROM generate_series(1, %1$d) number;
            INSERT INTO account (id, name, plan) VALUES ('00000000-0000-7000-8000-00000000bace', 'backlog', 'bench');
            INSERT INTO category (id, account_id, name, color)
            VALUES (uuidv7(), '00000000-0000-7000-8000-00000000bace', 'sale', 255);
            INSERT INTO destination (id, account_id, name, type, config, secret, status)
            SELECT w.id, '00000000-0000-7000-8000-00000000bace', 'webhook ' || number, d.type,
                   d.config || jsonb_build_object('webhookId', (5000 + number)::text), d.secret, 'paused'
            FROM bench_webhook w CROSS JOIN (SELECT * FROM destination WHERE name = 'sandbox' LIMIT 1) d;
            """;

    /** Events as if accepted and routed, in turn for each of the webhooks. */
    static final String ADD_BACKLOG =
            """
            UPDATE destination SET status = 'paused' WHERE account_id = '00000000-0000-7000-8000-00000000bace';
            CREATE TEMPORARY TABLE backlog AS SELECT uuidv7() AS id, number FROM generate_series(1, %1$d) number;
            INSERT INTO event (id, account_id, category, title, description, fields)
            SELECT id, '00000000-0000-7000-8000-00000000bace', 'sale', 'Order ' || number,
                   'A customer in Graz bought the yearly plan after a trial of two weeks.',
                   '{"amount":49.90,"plan":"PRO"}'
            FROM backlog ORDER BY id;
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT uuidv7(), '00000000-0000-7000-8000-00000000bace', b.id, w.id, 'pending', 'bench'
            FROM backlog b JOIN bench_webhook w ON w.number = 1 + b.number %% %2$d ORDER BY b.id;
            DROP TABLE backlog;
            """;

    static final String RELEASE_BACKLOG =
            "UPDATE destination SET status = 'active' WHERE account_id = '00000000-0000-7000-8000-00000000bace'";

    /** Keeps the running hub from its destinations: they are leased to nobody for some seconds. */
    static final String LEASE_TO_NOBODY =
            "UPDATE delivery_lane SET leased_by = uuidv7(), leased_until = now() + interval '4 seconds'";

    static final String OPEN_PAST_MONTHS =
            """
            SELECT create_month((date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => back))::date)
            FROM generate_series(1, 3) back;
            """;

    /** Events of the accounts in turn, spread over the three months before this one, oldest first. */
    static final String ADD_STORED =
            """
            INSERT INTO event (id, account_id, category, title, description, fields, url)
            SELECT uuidv7(date_trunc('month', now() AT TIME ZONE 'UTC') - now() AT TIME ZONE 'UTC'
                          - interval '85 days' * (1 - n / %3$d::float8) - interval '1 hour'),
                   b.id, 'sale', 'Order ' || n,
                   'A customer in Graz bought the yearly plan after a trial of two weeks.',
                   '{"amount":49.90,"currency":"EUR","plan":"PRO","customer":"c-5b1f0a7e","newsletter": true}',
                   'https://shop.example/orders/' || n
            FROM generate_series(%1$d, %2$d) n JOIN bench_account b ON b.kind = 'plain' AND b.number = 1 + n %% 100
            ORDER BY n
            """;

    /** Events that came before, in the month of what waits. */
    static final String ADD_TO_MONTH =
            """
            INSERT INTO event (id, account_id, category, title, description, fields)
            SELECT uuidv7((date_trunc('month', now() AT TIME ZONE 'UTC') - now() AT TIME ZONE 'UTC')
                          * (1 - n / %1$d::float8)),
                   '00000000-0000-7000-8000-00000000bace', 'sale', 'Order ' || n,
                   'A customer in Graz bought the yearly plan after a trial of two weeks.',
                   '{"amount":49.90,"plan":"PRO"}'
            FROM generate_series(1, %1$d) n
            ORDER BY n;
            """;

    /** Events of one account in five categories over the latest 89 days, of which the latest were delivered, or given up. */
    static final String ADD_HISTORY =
            """
            UPDATE account SET operator = true WHERE name = 'bench-pages-' || lpad('1', 26, '0');
            INSERT INTO category (id, account_id, name, color, emoji)
            SELECT uuidv7(), b.id, name, color, emoji FROM bench_account b
            CROSS JOIN (VALUES ('bug', 16739179, '🐛'), ('signup', 7106279, '🙋'), ('deploy', 65416, '🚀'),
                               ('question', 7105767, '🤔')) c(name, color, emoji)
            WHERE b.kind = 'pages';
            INSERT INTO event (id, account_id, category, title, description, fields, url)
            SELECT uuidv7(- interval '89 days' * (1 - n / %1$d::float8) - interval '1 minute'), b.id,
                   (ARRAY['sale', 'sale', 'sale', 'bug', 'signup', 'deploy', 'question'])[1 + n %% 7], 'Order ' || n,
                   'A customer in Graz bought the yearly plan after a trial of two weeks.',
                   json_build_object('amount', (n::bigint * 7919 %% 100000) / 100.0, 'currency', 'EUR',
                                     'plan', (ARRAY['FREE', 'PRO'])[1 + n %% 2], 'customer', 'c-' || n %% 5000,
                                     'newsletter', n %% 3 = 0),
                   'https://shop.example/orders/' || n
            FROM generate_series(1, %1$d) n JOIN bench_account b ON b.kind = 'pages' ORDER BY n;
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, attempts, started_at,
                                  duration_ms, http_status, completed_at, error, settled)
            SELECT e.id, e.account_id, e.id, t.id, CASE WHEN number %% 50 = 0 THEN 'dead' ELSE 'delivered' END, 'default',
                   1, now(), 80, CASE WHEN number %% 50 = 0 THEN 400 ELSE 204 END, now(),
                   CASE WHEN number %% 50 = 0 THEN 'Discord refused the message' END, true
            FROM (SELECT id, account_id, row_number() OVER (ORDER BY id DESC) AS number FROM event
                  WHERE account_id = (SELECT id FROM bench_account WHERE kind = 'pages')
                  ORDER BY id DESC LIMIT %2$d) e
            JOIN destination t ON t.account_id = e.account_id;
            """;

    /** As if the hub had not counted an hour yet. */
    static final String COUNT_ANEW = "DELETE FROM statistics_progress";

    static final String HOURS_UNCOUNTED =
            """
            SELECT coalesce((SELECT extract(epoch FROM date_trunc('hour', now()) - hour)::bigint / 3600
                             FROM statistics_progress), 1000000)
            """;

    static final String EVENTS = "SELECT count(*) FROM event";
    static final String DELIVERED = "SELECT count(*) FROM delivery WHERE status = 'delivered'";
    static final String PENDING = "SELECT count(*) FROM delivery WHERE status = 'pending'";
    static final String ACCEPTED_UNROUTED = "SELECT coalesce(sum(cardinality(event_ids)), 0) FROM event_outbox";
    static final String ANY_UNROUTED = "SELECT count(*) FROM (SELECT FROM event_outbox LIMIT 1)";
    static final String ANY_PENDING = "SELECT count(*) FROM (SELECT FROM delivery WHERE status = 'pending' LIMIT 1)";

    private HubStatements() {}
}
