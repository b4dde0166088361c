package io.notifyflow.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object of a body: typed readings of them, each noting what is wrong under its path. */
record FormFields(JsonNode object, String path, FormErrors errors) {

    private static final int URL_LENGTH = 2048;
    private static final Pattern PUBLIC_HOST =
            Pattern.compile("(?:[^/?#@]*@)?[\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_-]+)+\\.?(?::[0-9]*)?(?:[/?#]|$)");

    /** As Discord prints times: microseconds and a numeric offset. */
    static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    /** The trimmed text, or null where it is absent or blank. */
    @Nullable
    String text(String name, int maximum) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            errors.add(pathOf(name), "STRING_TYPE_CONVERT", "Could not interpret \"%s\" as string.", value);
            return null;
        }
        String text = FormText.trim(value.textValue());
        if (FormText.isLongerThan(maximum, text)) {
            errors.add(pathOf(name), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maximum);
        }
        return text.isEmpty() ? null : text;
    }

    /** The trimmed text; absent or blank is an error. */
    String requiredText(String name, int maximum) {
        String text = text(name, maximum);
        if (text == null) {
            errors.add(pathOf(name), "BASE_TYPE_REQUIRED", "This field is required");
            return "";
        }
        return text;
    }

    @Nullable
    String url(String name) {
        String url = text(name, URL_LENGTH);
        if (url == null) {
            return null;
        }
        int colon = url.indexOf(':');
        String scheme = url.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        if (scheme.isEmpty() || url.chars().anyMatch(character -> character <= ' ')) {
            errors.add(pathOf(name), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        } else if (!scheme.equals("http") && !scheme.equals("https")) {
            errors.add(
                    pathOf(name),
                    "URL_TYPE_INVALID_SCHEME",
                    "Scheme \"%s\" is not supported. Scheme must be one of ('http', 'https').",
                    scheme);
        } else if (!hasHost(url, colon)) {
            errors.add(pathOf(name), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
        return url;
    }

    /** Discord takes public names of hosts alone: with a dot in them. */
    private static boolean hasHost(String url, int colon) {
        return url.startsWith("://", colon)
                && PUBLIC_HOST.matcher(url.substring(colon + "://".length())).lookingAt();
    }

    @Nullable
    Integer integer(String name, int minimum, int maximum) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            errors.add(pathOf(name), "NUMBER_TYPE_COERCE", "Value \"%s\" is not int.", value.asText());
            return null;
        }
        if (!value.canConvertToLong() || value.longValue() > maximum) {
            errors.add(pathOf(name), "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", maximum);
            return null;
        }
        if (value.longValue() < minimum) {
            errors.add(pathOf(name), "NUMBER_TYPE_MIN", "int value should be greater than or equal to %d.", minimum);
            return null;
        }
        return value.intValue();
    }

    boolean flag(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            errors.add(pathOf(name), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        return value.booleanValue();
    }

    /** The instant in Discord's notation; a time without an offset is UTC. */
    @Nullable
    String timestamp(String name) {
        String text = text(name, Integer.MAX_VALUE);
        if (text == null) {
            return null;
        }
        try {
            TemporalAccessor time = text.length() == "2000-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay()
                    : DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime moment = time instanceof OffsetDateTime withOffset
                    ? withOffset
                    : LocalDateTime.from(time).atOffset(ZoneOffset.UTC);
            return TIMESTAMP.format(moment);
        } catch (DateTimeException notATime) {
            errors.add(pathOf(name), "DATE_TIME_TYPE_PARSE", "Could not parse %s. Should be ISO8601.", text);
            return null;
        }
    }

    /** The object under this name, or null where it is absent. */
    @Nullable
    FormFields child(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : childAt(pathOf(name), value);
    }

    /** The objects listed under this name, none where it is absent. */
    List<FormFields> children(String name, int maximum) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            errors.add(pathOf(name), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return List.of();
        }
        if (value.size() > maximum) {
            errors.add(pathOf(name), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maximum);
            return List.of();
        }
        return IntStream.range(0, value.size())
                .mapToObj(index -> childAt(pathOf(name) + '.' + index, value.get(index)))
                .toList();
    }

    private FormFields childAt(String childPath, JsonNode value) {
        if (!value.isObject()) {
            errors.add(childPath, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }
        return new FormFields(value, childPath, errors);
    }

    String pathOf(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }
}
