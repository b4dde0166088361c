package io.notifyflow.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bodies that Discord's OpenAPI description asks for, by operation.
 *
 * <p>https://github.com/discord/discord-api-spec
 */
final class PublishedSchema {

    /** Names the document to the validator; nothing is fetched. */
    private static final String NAME = "https://discord.com/openapi.json";

    private final Map<String, Schema> bodies = new HashMap<>();

    private PublishedSchema(String description) throws IOException {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(NAME, description)));
        JsonNode paths = new ObjectMapper().readTree(description).path("paths");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode post = path.getValue().path("post");
            if (post.at("/requestBody/content").has("application/json")) {
                String pointer = "/paths/" + escaped(path.getKey()) + "/post/requestBody/content/"
                        + escaped("application/json") + "/schema";
                bodies.put(
                        post.path("operationId").asText(), registry.getSchema(SchemaLocation.of(NAME + "#" + pointer)));
            }
        }
    }

    /** A key as a part of a JSON pointer in a URI's fragment. */
    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
    }

    /** Empty if there is no such file. */
    static Optional<PublishedSchema> in(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PublishedSchema(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the description objects to. */
    List<String> objections(String operation, JsonNode body) {
        Schema schema = bodies.get(operation);
        if (schema == null) {
            return List.of("the published description knows no body of " + operation);
        }
        return schema
                .validate(body, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }
}
