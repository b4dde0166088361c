package io.notifyflow.source.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a sender leaves out or sends in another shape, the rest is read, in texts without the word null. */
class AnyMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"slack/attachments", "slack/blocks", "discord/embeds"})
    void whatIsMissingOrOddKeepsNothingFromBeingRead(String name) throws IOException {
        JsonNode whole = JSON.readTree(
                Objects.requireNonNull(AnyMessageTest.class.getResourceAsStream("/sources/" + name + ".json")));
        var variants = new ArrayList<JsonNode>();
        collect(whole, "", whole, variants);
        assertThat(variants).hasSizeGreaterThan(50);

        for (JsonNode variant : variants) {
            for (ChatEvent event : List.of(SlackMessage.read(variant), DiscordMessage.read(variant))) {
                assertThat(event.json().toString().replace("\":null", ""))
                        .as(variant.toString())
                        .doesNotContain("null");
            }
        }
    }

    /** The whole with each of its values taken out, or replaced by each kind of value. */
    private static void collect(JsonNode part, String pointer, JsonNode whole, List<JsonNode> variants) {
        List<JsonNode> others = List.of(
                NullNode.getInstance(),
                new TextNode(""),
                new TextNode("<|>*"),
                IntNode.valueOf(7),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.arrayNode().add(7).addNull().add("x"));
        if (part instanceof ObjectNode object) {
            for (String name : object.properties().stream()
                    .map(java.util.Map.Entry::getKey)
                    .toList()) {
                ObjectNode without = whole.deepCopy();
                at(without, pointer).remove(name);
                variants.add(without);
                for (JsonNode other : others) {
                    ObjectNode changed = whole.deepCopy();
                    at(changed, pointer).set(name, other);
                    variants.add(changed);
                }
                collect(object.path(name), pointer + "/" + name, whole, variants);
            }
        } else if (part instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                collect(array.path(i), pointer + "/" + i, whole, variants);
            }
        }
    }

    private static ObjectNode at(ObjectNode whole, String pointer) {
        return (ObjectNode) whole.at(pointer);
    }
}
