package io.notifyflow.routefiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.springframework.stereotype.Component;

/**
 * Camel's own schema of its YAML DSL: it finds a misspelt step or option and knows the line. Read when it is first asked,
 * which takes a second; then it answers within milliseconds.
 */
@Component
class RouteSchema {

    private static final String SCHEMA = "/schema/camelYamlDsl.json";
    private static final int SHOWN = 3;

    private volatile @Nullable Schema schema;

    /** What is misspelt or missing, the most telling first; empty if nothing is. */
    List<RouteFileError> errors(RouteFile file) {
        if (file.isJar()) {
            return List.of();
        }
        Node root = new Compose(LoadSettings.builder().build())
                .composeString(file.text())
                .orElseThrow();
        if (root instanceof MappingNode) {
            // A Kamelet, whose form is Kubernetes' and not the DSL's.
            return List.of();
        }
        return schema().validate(json(root).toString(), InputFormat.JSON).stream()
                // Of the alternatives that do not fit, the one that was followed furthest is the one that was meant.
                .sorted(Comparator.<Error>comparingInt(
                                error -> -error.getInstanceLocation().getNameCount())
                        .thenComparing(error -> error.getKeyword().equals("required")))
                .map(error -> RouteFileError.at(
                        file.path(),
                        line(root, error),
                        "Camel's YAML DSL does not know this: " + error.getMessage(),
                        "Compare it with https://camel.apache.org/components/next/others/yaml-dsl.html"))
                .distinct()
                .limit(SHOWN)
                .toList();
    }

    private Schema schema() {
        Schema known = schema;
        if (known == null) {
            try (InputStream text = CamelContext.class.getResourceAsStream(SCHEMA)) {
                if (text == null) {
                    throw new IllegalStateException("camel-yaml-dsl has no " + SCHEMA);
                }
                known = SchemaRegistry.withDefaultDialect(
                                SpecificationVersion.DRAFT_4,
                                // Visual editors write numbers and booleans in quotes.
                                registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                        .typeLoose(true)
                                        .build()))
                        .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            schema = known;
        }
        return known;
    }

    private static int line(Node root, Error error) {
        Node at = root;
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            Node next = child(at, error.getInstanceLocation().getElement(i));
            if (next == null) {
                break;
            }
            at = next;
        }
        Node unknown = error.getProperty() == null ? null : key(at, error.getProperty());
        return (unknown == null ? at : unknown)
                .getStartMark()
                .map(mark -> mark.getLine() + 1)
                .orElse(1);
    }

    private static @Nullable Node child(Node node, Object name) {
        if (node instanceof SequenceNode list && name instanceof Integer index) {
            return index < list.getValue().size() ? list.getValue().get(index) : null;
        }
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(tuple -> named(tuple, name.toString()))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static @Nullable Node key(Node node, String name) {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(tuple -> named(tuple, name))
                        .map(NodeTuple::getKeyNode)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static boolean named(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }

    private static JsonNode json(Node node) {
        if (node instanceof SequenceNode list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.getValue().forEach(each -> array.add(json(each)));
            return array;
        } else if (node instanceof MappingNode map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple tuple : map.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                object.set(key, json(tuple.getValueNode()));
            }
            return object;
        }
        return scalar((ScalarNode) node);
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
        } else if (tag.equals(Tag.INT) && text.matches("-?\\d{1,18}")) {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        }
        return JsonNodeFactory.instance.textNode(text);
    }
}
