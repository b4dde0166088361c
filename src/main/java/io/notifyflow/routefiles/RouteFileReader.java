package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads from a route file what it defines, with the lines, and refuses what a file may not hold. */
final class RouteFileReader {

    private static final Set<String> SENDING =
            Set.of("to", "toD", "to-d", "wireTap", "wire-tap", "enrich", "pollEnrich", "poll-enrich", "poll");

    private static final String PARAMETERS = "parameters";

    private static final String FORMS =
            "A file is a list of - route:, - routeConfiguration:, - routeTemplate: and" + " - templatedRoute:";

    private final RouteFile file;
    private final List<RouteFileError> errors = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final Set<String> definitions = new LinkedHashSet<>();
    private final Set<String> uses = new LinkedHashSet<>();
    private final List<RouteOutline.Send> sends = new ArrayList<>();

    private RouteFileReader(RouteFile file) {
        this.file = file;
    }

    static RouteOutline read(RouteFile file) throws RouteFileRefused {
        try {
            return new RouteFileReader(file).read();
        } catch (StackOverflowError tooDeep) {
            // The parser has no limit of its own; the one who watches the files must not end by this.
            throw new RouteFileRefused(List.of(RouteFileError.of(
                    file.path(), "It is nested too deeply to be read", "Mend the brackets or dashes")));
        }
    }

    private RouteOutline read() throws RouteFileRefused {
        Node root = compose();
        if (root instanceof SequenceNode items && !items.getValue().isEmpty()) {
            items.getValue().forEach(this::item);
        } else if (root instanceof MappingNode kamelet && "Kamelet".equals(text(child(kamelet, "kind")))) {
            kamelet(kamelet);
        } else {
            errors.add(RouteFileError.at(file.path(), root == null ? 1 : line(root), "It holds no route", FORMS));
        }
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
        return new RouteOutline(
                file, List.copyOf(routes), Set.copyOf(definitions), Set.copyOf(uses), List.copyOf(sends));
    }

    private @Nullable Node compose() throws RouteFileRefused {
        // Aliases are what a small file needs to become a very large one.
        var settings = LoadSettings.builder()
                .setMaxAliasesForCollections(20)
                .setAllowDuplicateKeys(false)
                .setLabel(file.path())
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(file.text());
            return root.orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new RouteFileRefused(
                    RouteFileError.at(file.path(), line, "It is no YAML: " + e.getProblem(), "Mend the syntax there"),
                    e);
        } catch (YamlEngineException e) {
            throw new RouteFileRefused(
                    RouteFileError.of(file.path(), "It is no YAML: " + e.getMessage(), "Mend the syntax"), e);
        }
    }

    private void item(Node node) {
        if (!(node instanceof MappingNode item) || item.getValue().size() != 1) {
            error(node, "This is not one definition", FORMS);
            return;
        }
        NodeTuple only = item.getValue().getFirst();
        Node value = only.getValueNode();
        String kind = Objects.requireNonNullElse(text(only.getKeyNode()), "?");
        if (!(value instanceof MappingNode body)) {
            error(node, "The " + kind + " is empty", "Give it an id, and a from: with steps:");
            return;
        }
        switch (kind) {
            case "route" -> route(body);
            case "routeConfiguration", "route-configuration" -> define(body, "id", kind);
            case "routeTemplate", "route-template" -> template(body, kind);
            case "templatedRoute", "templated-route" -> templated(body);
            case "from" ->
                error(
                        node,
                        "A route stands here without - route:",
                        "Put it below - route: with an id, so that it has"
                                + " a name in metrics and logs, and visual editors open it");
            default -> error(node, "A file of routes may not hold " + kind, FORMS);
        }
    }

    private void route(MappingNode body) {
        String id = required(body, "id", "route");
        String configuration = text(either(body, "routeConfigurationId", "route-configuration-id"));
        if (configuration != null) {
            uses.add(configuration);
        }
        Node from = child(body, "from");
        if (!(from instanceof MappingNode start)) {
            error(body, "The route has no from:", "Say where it starts, such as from: with uri: and steps:");
            return;
        }
        Endpoint uri = address(child(start, "uri"));
        if (uri == null) {
            error(from, "The from: has no uri:", "Say where the route starts, such as uri: direct:" + id);
            return;
        }
        note(uri);
        if (id != null) {
            routes.add(new Route(id, line(body), uri, methods(start)));
        }
        sends(id == null ? "" : id, child(start, "steps"));
    }

    private static Set<String> methods(MappingNode from) {
        Node parameters = child(from, PARAMETERS);
        String restrict = parameters instanceof MappingNode map ? text(child(map, "httpMethodRestrict")) : null;
        return restrict == null
                ? Set.of()
                : Stream.of(restrict.split(","))
                        .map(method -> method.strip().toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private void define(MappingNode body, String key, String kind) {
        String id = required(body, key, kind);
        if (id != null) {
            definitions.add(id);
        }
        sends("", body);
    }

    private void template(MappingNode body, String kind) {
        define(body, "id", kind);
        MappingNode route = child(body, "route") instanceof MappingNode map ? map : body;
        String configuration = text(either(route, "routeConfigurationId", "route-configuration-id"));
        if (configuration != null) {
            uses.add(configuration);
        }
    }

    private void templated(MappingNode body) {
        String id = text(either(body, "routeId", "route-id"));
        String template = text(either(body, "routeTemplateRef", "route-template-ref"));
        if (template == null) {
            error(body, "The templatedRoute names no template", "Name it with routeTemplateRef:");
            return;
        }
        uses.add(template);
        if (id == null) {
            error(body, "The templatedRoute has no routeId", "Give it one; metrics, logs and other files name it so");
            return;
        }
        routes.add(new Route(id, line(body), null, Set.of()));
    }

    private void kamelet(MappingNode body) {
        Node metadata = child(body, "metadata");
        String name = metadata instanceof MappingNode map ? text(child(map, "name")) : null;
        if (name == null) {
            error(body, "The Kamelet has no name", "Give it one below metadata:");
            return;
        }
        definitions.add("kamelet:" + name);
        sends("", child(body, "spec"));
    }

    /** Finds the addresses that something is sent to, however deep. */
    private void sends(String route, @Nullable Node node) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> sends(route, each));
        } else if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                String key = text(tuple.getKeyNode());
                if (PARAMETERS.equals(key) && tuple.getValueNode() instanceof MappingNode) {
                    // Options of an endpoint, such as the recipient of a mail, which is named "to" as well.
                    continue;
                }
                if (key != null && (SENDING.contains(key) || key.equals("from"))) {
                    Node value = tuple.getValueNode();
                    Endpoint found = address(value instanceof MappingNode target ? child(target, "uri") : value);
                    if (found != null) {
                        note(found);
                        if (!key.equals("from")) {
                            sends.add(new RouteOutline.Send(route, found));
                        }
                    }
                }
                sends(route, tuple.getValueNode());
            }
        }
    }

    private void note(Endpoint endpoint) {
        if (endpoint.scheme().equals("kamelet")) {
            String name = endpoint.name();
            int end = name.indexOf('/');
            String kamelet = end < 0 ? name : name.substring(0, end);
            // So a Kamelet calls the two ends of its own.
            if (!kamelet.equals("source") && !kamelet.equals("sink")) {
                uses.add("kamelet:" + kamelet);
            }
        }
    }

    private static @Nullable Endpoint address(@Nullable Node node) {
        String uri = text(node);
        if (uri == null || node == null) {
            return null;
        }
        int query = uri.indexOf('?');
        return new Endpoint((query < 0 ? uri : uri.substring(0, query)).strip(), line(node));
    }

    private @Nullable String required(MappingNode body, String key, String kind) {
        String value = text(child(body, key));
        if (value == null || value.isBlank()) {
            error(body, "The " + kind + " has no " + key, "Give it one; metrics, logs and other files name it so");
            return null;
        }
        return value;
    }

    private void error(Node node, String problem, String advice) {
        errors.add(RouteFileError.at(file.path(), line(node), problem, advice));
    }

    private static @Nullable Node either(MappingNode map, String key, String other) {
        Node found = child(map, key);
        return found == null ? child(map, other) : found;
    }

    private static @Nullable Node child(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(tuple -> key.equals(text(tuple.getKeyNode())))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
