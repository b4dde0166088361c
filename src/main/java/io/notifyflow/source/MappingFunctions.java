package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.PercentEncoding;
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
