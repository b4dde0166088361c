package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the context attributes of one CloudEvent, whatever mode it came in.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 */
final class CloudEventAttributes {

    private static final String VERSION = "1.0";
    private static final Set<String> NO_ATTRIBUTES = Set.of("data", "data_base64");
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final List<String> TEXTS = List.of("subject", "datacontenttype", "dataschema", "time");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*(;.*)?");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
    private static final int SHOWN = 50;
    /** The last two code points of each plane are no characters. */
    private static final int NONE = 0xFFFE;

    private final ObjectNode event;
    private final List<String> faults = new ArrayList<>();

    private CloudEventAttributes(ObjectNode event) {
        this.event = event;
    }

    /** What is wrong with them, for the sender; empty if nothing is. Attributes that are null are taken for not there. */
    static List<String> faults(ObjectNode event) {
        var attributes = new CloudEventAttributes(event);
        attributes.names();
        REQUIRED.forEach(attributes::required);
        TEXTS.forEach(attributes::optional);
        attributes.values();
        return attributes.faults;
    }

    private void names() {
        for (Map.Entry<String, JsonNode> attribute : event.properties()) {
            String name = attribute.getKey();
            if (!NO_ATTRIBUTES.contains(name)) {
                if (!NAME.matcher(name).matches()) {
                    fault(shown(name), "is no name of an attribute, which has only a-z and 0-9");
                } else {
                    value(name, attribute.getValue());
                }
            }
        }
    }

    /** An attribute is a text, a truth value or a whole number of 32 bits. */
    private void value(String name, JsonNode value) {
        boolean fits = value.isNull()
                || value.isBoolean()
                || value.isTextual()
                || value.isIntegralNumber() && value.canConvertToInt();
        if (!fits) {
            fault(name, "must be a text, true, false or a whole number of 32 bits");
        } else if (value.isTextual() && !value.textValue().codePoints().allMatch(CloudEventAttributes::character)) {
            fault(name, "holds a control character, or one that Unicode keeps from texts");
        }
    }

    private static boolean character(int point) {
        boolean none = (point & NONE) == NONE || point >= 0xFDD0 && point <= 0xFDEF;
        return !Character.isISOControl(point) && !none;
    }

    private void required(String name) {
        if (!event.hasNonNull(name)) {
            fault(name, "is required");
        } else {
            notEmpty(name);
        }
    }

    private void optional(String name) {
        if (event.hasNonNull(name)) {
            notEmpty(name);
        }
    }

    private void notEmpty(String name) {
        if (!event.path(name).isTextual() || event.path(name).textValue().isEmpty()) {
            fault(name, "must be a text that is not empty");
        }
    }

    private void values() {
        check("specversion", VERSION::equals, "must be " + VERSION);
        check("source", source -> uri(source, false), "must be a URI or a relative reference, such as /orders");
        check("dataschema", schema -> uri(schema, true), "must be an absolute URI");
        check("datacontenttype", type -> MEDIA_TYPE.matcher(type).matches(), "must be a media type");
        check("time", CloudEventAttributes::time, "must be a time of RFC 3339, such as 2026-05-01T12:00:00Z");
    }

    private void check(String name, java.util.function.Predicate<String> fits, String message) {
        String value = event.path(name).asText("");
        if (event.path(name).isTextual() && !value.isEmpty() && !fits.test(value)) {
            fault(name, message);
        }
    }

    private static boolean uri(String text, boolean absolute) {
        try {
            return new URI(text).isAbsolute() || !absolute;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static boolean time(String text) {
        try {
            return TIME.matcher(text).matches() && OffsetDateTime.parse(text) != null;
        } catch (DateTimeException malformed) {
            return false;
        }
    }

    /** The first one counts. */
    private void fault(String name, String message) {
        if (faults.stream().noneMatch(fault -> fault.startsWith(name + " "))) {
            faults.add(name + " " + message);
        }
    }

    private static String shown(String name) {
        String printable = name.replaceAll("[^\\x21-\\x7E]", "?");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…";
    }
}
