package io.notifyflow.routefiles;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Leaves of a file what others use: its route configurations, templates and Kamelets, without its routes. */
final class DefinitionsOnly {

    private DefinitionsOnly() {}

    static RouteFile of(RouteFile file) {
        Object content = new Load(LoadSettings.builder().build()).loadFromString(file.text());
        if (!(content instanceof List<?> items)) {
            return file;
        }
        List<?> kept = items.stream().filter(DefinitionsOnly::isDefinition).toList();
        String text = new Dump(DumpSettings.builder().build()).dumpToString(kept);
        return new RouteFile(file.path(), text, file.checksum(), null);
    }

    private static boolean isDefinition(Object item) {
        return item instanceof Map<?, ?> map
                && map.keySet().stream()
                        .noneMatch(key ->
                                key.equals("route") || key.equals("templatedRoute") || key.equals("templated-route"));
    }
}
