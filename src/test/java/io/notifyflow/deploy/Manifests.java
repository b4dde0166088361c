package io.notifyflow.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Rendered manifests as typed objects; a field the Kubernetes API does not know is refused. */
record Manifests(String yaml, List<HasMetadata> objects) {

    /** The model's classes keep unknown fields in a map for the sake of newer servers; here they are mistakes. */
    private static final YAMLMapper STRICT = YAMLMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    static Manifests of(String yaml) {
        try {
            List<JsonNode> documents =
                    STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll();
            return new Manifests(yaml, documents.stream().map(Manifests::typed).toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static HasMetadata typed(JsonNode document) {
        HasMetadata object = Serialization.unmarshal(document.toString());
        try {
            return STRICT.treeToValue(document, object.getClass());
        } catch (JsonProcessingException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    <T extends HasMetadata> Stream<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    <T extends HasMetadata> T only(Class<T> type) {
        List<T> found = all(type).toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one %s, found %d.".formatted(type.getSimpleName(), found.size()));
        }
        return found.getFirst();
    }
}
