package io.notifyflow.database;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.TestAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The tables that a plan of PostgreSQL's reads, as {@code EXPLAIN (FORMAT JSON)} gives it. */
final class ReadRelations {

    /**
     * Their indexes have an entry for every row. A join that reads one without a condition reads it from the beginning
     * of the table up to what it looks for.
     */
    private static final Pattern FULLY_INDEXED =
            Pattern.compile("(event|delivery_attempt)_\\d{4}_\\d{2}|idempotency|usage|quota_return");

    private ReadRelations() {}

    static List<String> all(String plan) {
        return read(plan, (node, joined) -> true);
    }

    /** Those of which every row may be read, by a sequential scan or in the order of an index. */
    static List<String> whole(String plan) {
        return read(plan, ReadRelations::whole);
    }

    private static boolean whole(JsonNode node, boolean joined) {
        String type = node.path("Node Type").asText();
        String relation = node.path("Relation Name").asText();
        boolean unconditional = type.startsWith("Index") && !node.has("Index Cond");
        return type.equals("Seq Scan")
                || joined && unconditional && FULLY_INDEXED.matcher(relation).matches();
    }

    /** Whether a scan counts, and whether it is part of a join. */
    private interface Scans {
        boolean include(JsonNode scan, boolean joined);
    }

    private static List<String> read(String plan, Scans scans) {
        var relations = new ArrayList<String>();
        collect(TestAccount.json(plan), false, scans, relations);
        return relations;
    }

    private static void collect(JsonNode node, boolean joined, Scans scans, List<String> relations) {
        String type = node.path("Node Type").asText();
        if (type.endsWith("Scan") && node.has("Relation Name") && scans.include(node, joined)) {
            relations.add(node.path("Relation Name").asText());
        }
        boolean within = joined || type.endsWith("Join") || type.equals("Nested Loop");
        node.forEach(part -> collect(part, within, scans, relations));
    }
}
