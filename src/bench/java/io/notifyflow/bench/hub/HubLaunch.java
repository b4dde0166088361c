package io.notifyflow.bench.hub;

import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a hub is started: from which jar, with which options and settings.
 *
 * @param jar     the packaged one, or the one of the folder that it was extracted to
 * @param options of the JVM
 */
public record HubLaunch(Path jar, List<String> options, Map<String, String> environment) {

    /** A limit that is counted, and out of reach. */
    private static final String PLAN = "NOTIFYFLOW_PLANS_BENCH_MONTHLYEVENTS";

    public HubLaunch {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /** As people run it. */
    public static HubLaunch of(BenchSettings settings) {
        return new HubLaunch(
                settings.jar(),
                settings.jvmOptions(),
                Map.of(
                        PLAN,
                        "1000000000",
                        "SERVER_ADDRESS",
                        "127.0.0.1",
                        "NOTIFYFLOW_ROUTES_DIR",
                        settings.routes().toString()));
    }

    public HubLaunch with(String setting, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(setting, value);
        return new HubLaunch(jar, options, more);
    }

    public HubLaunch withOptions(List<String> others) {
        return new HubLaunch(jar, others, environment);
    }

    public HubLaunch withOption(String option) {
        var more = new ArrayList<>(options);
        more.addFirst(option);
        return withOptions(more);
    }

    public HubLaunch from(Path other) {
        return new HubLaunch(other, options, environment);
    }

    List<String> command() {
        var command = new ArrayList<>(
                List.of(Program.java(), "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}
