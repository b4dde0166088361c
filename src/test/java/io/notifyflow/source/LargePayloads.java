package io.notifyflow.source;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Payloads of the largest kinds, in the shapes that GitHub and Alertmanager document. */
public final class LargePayloads {

    private LargePayloads() {}

    /**
     * A push.
     *
     * @param files changed by each commit, which makes it as large as wanted
     */
    public static String push(int commits, int files) {
        String changed = IntStream.range(0, files)
                .mapToObj(i -> "\"src/main/java/com/example/shop/checkout/internal/Step" + i + ".java\"")
                .collect(Collectors.joining(","));
        String person = "{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\",\"username\":\"ada\"}";
        String all = IntStream.range(0, commits)
                .mapToObj(i -> {
                    String id = "%040x".formatted(i + 1);
                    return "{\"id\":\"" + id + "\",\"tree_id\":\"" + id + "\",\"distinct\":true,\"message\":\"Commit "
                            + i
                            + "\\n\\nWith a body, of one line.\",\"timestamp\":\"2026-01-02T03:04:05+01:00\","
                            + "\"url\":\"https://github.com/acme/shop/commit/" + id + "\",\"author\":" + person
                            + ",\"committer\":" + person + ",\"added\":[],\"removed\":[],\"modified\":[" + changed
                            + "]}";
                })
                .collect(Collectors.joining(","));
        return "{\"ref\":\"refs/heads/main\",\"before\":\"" + "0".repeat(40) + "\",\"after\":\"" + "f".repeat(40)
                + "\",\"created\":false,\"deleted\":false,\"forced\":false,\"compare\":\"https://github.com/acme/shop/compare/a...b\","
                + "\"repository\":{\"id\":1,\"full_name\":\"acme/shop\",\"html_url\":\"https://github.com/acme/shop\"},"
                + "\"pusher\":{\"name\":\"ada\",\"email\":\"ada@example.com\"},\"sender\":{\"login\":\"ada\"},\"commits\":["
                + all
                + "],\"head_commit\":null}";
    }

    /** A group of alerts that fire. */
    public static String group(int alerts) {
        String all = IntStream.range(0, alerts)
                .mapToObj(i ->
                        "{\"status\":\"firing\",\"labels\":{\"alertname\":\"InstanceDown\",\"instance\":\"host-" + i
                                + ".example.com:9100\",\"job\":\"node\",\"severity\":\"critical\",\"datacenter\":\"eu-central-1\"},"
                                + "\"annotations\":{\"summary\":\"Instance host-" + i + " is down\",\"description\":\""
                                + "It has been unreachable for more than five minutes. Look at the runbook.\"},"
                                + "\"startsAt\":\"2026-01-02T03:04:05.678Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
                                + "\"generatorURL\":\"https://prometheus.example.com/graph?g0.expr=up+%3D%3D+0&g0.tab=1\","
                                + "\"fingerprint\":\"" + "%016x".formatted(i) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"version\":\"4\",\"groupKey\":\"{}:{alertname=\\\"InstanceDown\\\"}\",\"truncatedAlerts\":0,\"status\":\"firing\","
                + "\"receiver\":\"hub\",\"groupLabels\":{\"alertname\":\"InstanceDown\"},\"commonLabels\":{},"
                + "\"commonAnnotations\":{},\"externalURL\":\"https://alertmanager.example.com\",\"alerts\":[" + all
                + "]}";
    }
}
