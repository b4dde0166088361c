package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
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
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Functions that jq has and Java's jq lacks, and those that make a text of what may be missing. Missing is what is null
 * or a blank text; lists and objects are no text.
 */
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
        return of(
                "todate",
                JsonNode::isNumber,
                seconds -> new TextNode(Instant.ofEpochSecond(seconds.asLong()).toString()));
    }

    /** Text without its percent-encoding; in jq 1.8 it is {@code @urid}. */
    @Bean("urid/0")
    Function urid() {
        return of("urid", JsonNode::isTextual, text -> new TextNode(PercentEncoding.decode(text.asText())));
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

    /** JSON within a text, or the text itself where it is none. */
    @Bean("json_or_text/0")
    Function jsonOrText() {
        return of("json_or_text", JsonNode::isTextual, text -> {
            try {
                return JSON.readTree(text.textValue().getBytes(StandardCharsets.UTF_8));
            } catch (IOException noJson) {
                return text;
            }
        });
    }

    private static InvalidRequest malformed(String message) {
        return new InvalidRequest(Problem.of("malformed-body", "The body is not well-formed JSON", 400, message));
    }

    /** The first of a list that is not missing, as it is; else null. */
    @Bean("first_text/0")
    Function firstText() {
        return of("first_text", JsonNode::isArray, list -> elements(list)
                .findFirst()
                .orElse(NullNode.getInstance()));
    }

    /** A list's texts with a blank between them. */
    @Bean("words/0")
    Function words() {
        return of("words", JsonNode::isArray, list -> joined(list, " "));
    }

    /** A list's texts, each on its line. */
    @Bean("lines/0")
    Function lines() {
        return of("lines", JsonNode::isArray, list -> joined(list, "\n"));
    }

    /** {@code .number | prefixed("#")}: the text after the prefix; null if it is missing. */
    @Bean("prefixed/1")
    Function prefixed() {
        return of(
                "prefixed",
                (text, prefix) ->
                        isText(text) ? new TextNode(prefix.asText() + text.asText()) : NullNode.getInstance());
    }

    /** A list's texts with a colon between them, such as {@code ["Issue opened", .title] | titled}. */
    @Bean("titled/0")
    Function titled() {
        return of("titled", JsonNode::isArray, list -> joined(list, ": "));
    }

    /** {@code .amount_paid | stripe_amount("usd")}: a number of the currency's main unit. */
    @Bean("stripe_amount/1")
    Function stripeAmount() {
        return of(
                "stripe_amount",
                (amount, currency) -> amount.isNumber()
                        ? new DecimalNode(StripeMoney.amount(amount.decimalValue(), currency.asText()))
                        : NullNode.getInstance());
    }

    /** {@code .amount_paid | stripe_money("usd")}: such as 1,234.50 USD; null without an amount. */
    @Bean("stripe_money/1")
    Function stripeMoney() {
        return of(
                "stripe_money",
                (amount, currency) -> amount.isNumber()
                        ? new TextNode(StripeMoney.text(amount.decimalValue(), currency.asText()))
                        : NullNode.getInstance());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).filter(MappingFunctions::isText);
    }

    private static TextNode joined(JsonNode list, String separator) {
        return new TextNode(elements(list).map(JsonNode::asText).collect(Collectors.joining(separator)));
    }

    private static boolean isText(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank();
    }

    private static Function of(String name, Predicate<JsonNode> takes, UnaryOperator<JsonNode> change) {
        return (scope, arguments, input, path, output, version) -> {
            if (!takes.test(input)) {
                throw new JsonQueryException(name + " cannot be applied to " + input.getNodeType());
            }
            output.emit(changed(name, () -> change.apply(input)), null);
        };
    }

    private static Function of(String name, BinaryOperator<JsonNode> change) {
        return (scope, arguments, input, path, output, version) -> arguments
                .getFirst()
                .apply(scope, input, argument -> output.emit(changed(name, () -> change.apply(input, argument)), null));
    }

    private static JsonNode changed(String name, Supplier<JsonNode> change) throws JsonQueryException {
        try {
            return change.get();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException malformed) {
            throw new JsonQueryException(name + " cannot be applied to this value");
        }
    }
}
