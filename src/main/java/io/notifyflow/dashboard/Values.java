package io.notifyflow.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the fields of a form.
 *
 * @param texts as they were sent, so that nobody types twice what was refused
 * @param wrong what is wrong with some of them, by name
 */
public record Values(Map<String, List<String>> texts, Map<String, String> wrong) {

    /** An empty form. */
    public static Values none() {
        return new Values(Map.of(), Map.of());
    }

    /** What was sent. */
    public static Values of(HttpServletRequest request) {
        var texts = new HashMap<String, List<String>>();
        request.getParameterMap().forEach((name, values) -> texts.put(name, List.of(values)));
        return new Values(texts, Map.of());
    }

    /** A form that is filled in; what is null is left empty. */
    public static Values of(Map<String, ? extends @Nullable Object> texts) {
        var values = new HashMap<String, List<String>>();
        texts.forEach((name, value) -> {
            if (value instanceof List<?> several) {
                values.put(name, several.stream().map(String::valueOf).toList());
            } else if (value != null) {
                values.put(name, List.of(value.toString()));
            }
        });
        return new Values(values, Map.of());
    }

    public Values refused(Refused refused) {
        return new Values(texts, refused.members());
    }

    public String of(String name) {
        List<String> values = texts.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The text without the space around it; null for none. */
    public @Nullable String text(String name) {
        String text = of(name).strip();
        return text.isEmpty() ? null : text;
    }

    /** Of several fields of one name, those that say something. */
    public List<String> all(String name) {
        return texts.getOrDefault(name, List.of()).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Whether a box is ticked; or among several of its name, the one of this value. */
    public boolean ticked(String name, String value) {
        return texts.getOrDefault(name, List.of()).contains(value);
    }

    public boolean ticked(String name) {
        return ticked(name, "on");
    }

    public @Nullable String wrong(String name) {
        return wrong.get(name);
    }

    public @Nullable UUID id(String name) {
        String text = text(name);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** What stands in some fields, as the part of an address behind the question mark. */
    public String address(List<String> names) {
        return names.stream()
                .filter(name -> text(name) != null)
                .map(name -> name + "=" + URLEncoder.encode(of(name).strip(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The beginning of a day in a zone; null for none. */
    public @Nullable OffsetDateTime startOfDay(String name, ZoneId zone) {
        LocalDate day = day(name);
        return day == null ? null : day.atStartOfDay(zone).toOffsetDateTime();
    }

    /** The end of a day in a zone; null for none. */
    public @Nullable OffsetDateTime endOfDay(String name, ZoneId zone) {
        LocalDate day = day(name);
        return day == null ? null : day.plusDays(1).atStartOfDay(zone).toOffsetDateTime();
    }

    private @Nullable LocalDate day(String name) {
        String text = text(name);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    /** Pairs of lines such as {@code name=value}. */
    public Map<String, String> pairs(String name) {
        var pairs = new HashMap<String, String>();
        Arrays.stream(of(name).split("\\R"))
                .map(String::strip)
                .filter(line -> line.contains("="))
                .forEach(line -> pairs.put(
                        line.substring(0, line.indexOf('=')).strip(),
                        line.substring(line.indexOf('=') + 1).strip()));
        return pairs;
    }
}
