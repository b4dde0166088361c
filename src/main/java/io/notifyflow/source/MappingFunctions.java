package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.InvalidJson;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.PercentEncoding;
import io.notifyflow.event.Problem;
import io.notifyflow.event.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Functions that jq has, and that Java's jq lacks. */
@Configuration
class MappingFunctions {

    private static final int DEPTH = 200;
    private static final ObjectMapper JSON = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Seconds since 1970 to ISO 8601. */
    @Bean("todate/0")
    Function todate() {
        return of("todate", JsonNode::isNumber, seconds -> Instant.ofEpochSecond(seconds.asLong())
                .toString());
    }

    /** Text without its percent-encoding; in jq 1.8 it is {@code @urid}. */
    @Bean("urid/0")
    Function urid() {
        return of("urid", JsonNode::isTextual, text -> PercentEncoding.decode(text.asText()));
    }

    /** In place of jq's own, which knows no bounds: JSON within a text of the payload, such as in a form. */
    @Bean("fromjson/0")
    Function fromjson() {
        return (scope, arguments, input, path, output, version) -> {
            if (!input.isTextual()) {
                throw new JsonQueryException("fromjson cannot be applied to " + input.getNodeType());
            }
            try {
                output.emit(JSON.readTree(input.textValue().getBytes(StandardCharsets.UTF_8)), null);
            } catch (InvalidJson invalid) {
                throw malformed(invalid.reason());
            } catch (JsonProcessingException malformed) {
                throw malformed("A text of the payload that should be JSON is not well-formed");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static InvalidRequest malformed(String message) {
        return new InvalidRequest(Problem.of("malformed-body", "The body is not well-formed JSON", 400, message));
    }

    private static Function of(
            String name, Predicate<JsonNode> takes, java.util.function.Function<JsonNode, String> change) {
        return (scope, arguments, input, path, output, version) -> {
            if (!takes.test(input)) {
                throw new JsonQueryException(name + " cannot be applied to " + input.getNodeType());
            }
            try {
                output.emit(new TextNode(change.apply(input)), null);
            } catch (IllegalArgumentException | DateTimeException malformed) {
                throw new JsonQueryException(name + " cannot be applied to this value");
            }
        };
    }
}
