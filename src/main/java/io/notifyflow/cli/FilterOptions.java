package io.notifyflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class FilterOptions {

    @Option(names = "--destination", paramLabel = "NAME|ID", description = "Those for this destination.")
    private @Nullable String destination;

    @Option(names = "--category", paramLabel = "NAME", description = "Those of events of this category.")
    private @Nullable String category;

    @Option(
            names = "--error-code",
            paramLabel = "CODE",
            description = "Those whose last attempt Discord answered with this code, such as 50035.")
    private @Nullable Integer errorCode;

    @Option(
            names = "--http-status",
            paramLabel = "STATUS",
            description = "Those whose last attempt was answered with this HTTP status.")
    private @Nullable Integer httpStatus;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Those that died at this time or later, such as 2026-01-31T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Those that died before this time.")
    private @Nullable String to;

    /** As the hub takes it in the body of a redrive. */
    ObjectNode json() {
        ObjectNode filter = HubApi.JSON.createObjectNode();
        put(filter, "destination", destination);
        put(filter, "category", category);
        put(filter, "from", from);
        put(filter, "to", to);
        if (errorCode != null) {
            filter.put("errorCode", errorCode);
        }
        if (httpStatus != null) {
            filter.put("httpStatus", httpStatus);
        }
        return filter;
    }

    private static void put(ObjectNode filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    /** As the hub takes it in an address; empty, or with a question mark before it. */
    String query() {
        String query = json().properties().stream()
                .map(member -> member.getKey() + "="
                        + URLEncoder.encode(member.getValue().asText(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    boolean isEmpty() {
        return json().isEmpty();
    }
}
