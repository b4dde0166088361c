package io.notifyflow.source.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What a sender signs: texts with {@code {body}}, {@code {timestamp}} and {@code {header:Name}} among them, such as
 * {@code v0:{timestamp}:{body}}.
 */
public final class SignedContent {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern HEADER = Pattern.compile("header:([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})");
    private static final String BODY = "body";
    private static final String TIMESTAMP = "timestamp";

    private final List<Part> parts;

    /** A text, or the name of what takes its place. */
    private record Part(String text, boolean isName) {}

    private SignedContent(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * @throws IllegalArgumentException if it is not valid
     */
    static SignedContent of(String template) {
        String wrong = fault(template);
        if (wrong != null) {
            throw new IllegalArgumentException(SignatureSettings.CONTENT + " " + wrong);
        }
        return new SignedContent(parts(template));
    }

    /** What is wrong with it; null if nothing is. */
    static @Nullable String fault(String template) {
        long bodies = 0;
        for (Part part : parts(template)) {
            if (part.isName()) {
                bodies += part.text().equals(BODY) ? 1 : 0;
                boolean known = part.text().equals(BODY)
                        || part.text().equals(TIMESTAMP)
                        || HEADER.matcher(part.text()).matches();
                if (!known) {
                    return "may have {timestamp}, {body} and {header:Name}; \"{" + part.text() + "}\" is none of them";
                }
            } else if (part.text().indexOf('{') >= 0 || part.text().indexOf('}') >= 0) {
                return "has a brace without its other half";
            }
        }
        return bodies == 1 ? null : "must hold {body} once";
    }

    private static List<Part> parts(String template) {
        var parts = new ArrayList<Part>();
        Matcher names = PLACEHOLDER.matcher(template);
        int from = 0;
        while (names.find()) {
            parts.add(new Part(template.substring(from, names.start()), false));
            parts.add(new Part(names.group(1), true));
            from = names.end();
        }
        parts.add(new Part(template.substring(from), false));
        return parts;
    }

    boolean hasTimestamp() {
        return parts.stream().anyMatch(part -> part.isName() && part.text().equals(TIMESTAMP));
    }

    /**
     * @param headers by name in lower case
     */
    void addTo(Mac mac, String timestamp, Map<String, String> headers, byte[] body) {
        for (Part part : parts) {
            if (!part.isName()) {
                mac.update(bytes(part.text()));
            } else if (part.text().equals(BODY)) {
                mac.update(body);
            } else if (part.text().equals(TIMESTAMP)) {
                mac.update(bytes(timestamp));
            } else {
                mac.update(bytes(SentHeaders.value(headers, part.text().substring("header:".length()))));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
