package io.notifyflow.source.request;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a text what looks like a secret, whatever the text is: JSON, also as a text within JSON, a form, XML, YAML
 * or lines. A value that is named like a secret goes as a whole; so does what has the form of a known token. It rather
 * takes too much.
 */
final class Redaction {

    private static final String MASK = "***";
    /** Shorter ones would take every other word with them. */
    private static final int SHORTEST_SECRET = 4;

    private static final Pattern SECRET_NAME = Pattern.compile(
            "token|passw|passphrase|pwd|secret|authorization|apikey|accesskey|privatekey|signingkey|encryptionkey"
                    + "|authkey|authcode|signature|hmac|credential|cookie|sessionid|bearer|jwt|onetimecode"
                    + "|^(auth|sig|otp|pin|cvc|cvv|pass)$");

    private static final Pattern SEPARATORS = Pattern.compile("[_\\-.\\s:\\[\\]]|%5[BbDd]");

    /** A name in quotes, which may be escaped, before its value. */
    private static final Pattern QUOTED = Pattern.compile("(\\\\{0,8}[\"'])([^\"'\\\\]{1,80})\\1\\s*(?:=>|[:=])\\s*");

    /** A name without quotes, as forms, headers and lines have it. */
    private static final Pattern BARE =
            Pattern.compile("(?<![\\w\"'.\\-\\]])([A-Za-z][\\w.\\-\\[\\]%]{0,80})\\s*[=:]\\s*");

    private static final Pattern ELEMENT = Pattern.compile("<([A-Za-z][\\w:.\\-]{0,80})(?:\\s[^<>]*)?>(?=[^<])");

    private static final Pattern SCHEME = Pattern.compile(
            "(?i)\\b(bearer|basic|digest|apikey)\\s+(?=[A-Za-z+/=_.~:\\-]*\\d)[A-Za-z0-9+/=_.~:\\-]{6,}");

    private static final Pattern USER_INFO = Pattern.compile("(://)[^\\s/@\"'<>]+@");

    /** Addresses that are secrets themselves. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?i)(hooks\\.slack\\.com/|discord(?:app)?\\.com/api/(?:v\\d+/)?webhooks/|api\\.telegram\\.org/bot)[^\\s\"'<>\\\\]+");

    private static final Pattern TOKEN =
            Pattern.compile("(?<![A-Za-z0-9])(?:nf[ksp]_|gh[pousr]_|github_pat_|glpat-|xox[a-z]-"
                    + "|xapp-|sk_live_|sk_test_|rk_live_|rk_test_|whsec_|sk-|npm_|dckr_pat_|shp(?:at|ss)_|AKIA|AIza|eyJ[\\w\\-]{4,}\\.)"
                    + "[\\w.\\-+/=]{6,}");

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)");

    private Redaction() {}

    /**
     * @param secret that must not be in it whatever stands around it; null for none
     */
    static String of(String text, @Nullable String secret) {
        String known = secret == null ? text : without(text, secret);
        String shapes = PRIVATE_KEY.matcher(known).replaceAll(MASK);
        shapes = USER_INFO.matcher(shapes).replaceAll("$1" + MASK + "@");
        shapes = ADDRESS.matcher(shapes).replaceAll("$1" + MASK);
        String named = masked(masked(masked(shapes, QUOTED, 2), BARE, 1), ELEMENT, 1);
        named = SCHEME.matcher(named).replaceAll("$1 " + MASK);
        return TOKEN.matcher(named).replaceAll(MASK);
    }

    private static String without(String text, String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            return text;
        }
        String escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Stream.of(secret, escaped, escaped.replace("/", "\\/"), encoded)
                .reduce(text, (rest, form) -> rest.replace(form, MASK));
    }

    private static boolean isSecret(String name) {
        return SECRET_NAME
                .matcher(SEPARATORS.matcher(name).replaceAll("").toLowerCase(Locale.ROOT))
                .find();
    }

    /** Puts the mask in the place of each value whose name is that of a secret. */
    private static String masked(String text, Pattern pattern, int group) {
        Matcher name = pattern.matcher(text);
        var masked = new StringBuilder();
        int done = 0;
        for (int at = 0; at <= text.length() && name.find(at); at = Math.max(name.end(), done)) {
            if (isSecret(name.group(group))) {
                int end = pattern == ELEMENT ? upTo(text, name.end(), "<") : endOfValue(text, name.end());
                masked.append(text, done, name.end()).append(mask(text, name.end(), end));
                done = end;
            }
        }
        return masked.append(text, done, text.length()).toString();
    }

    /** Between the quotes of the value, if it has some. */
    private static String mask(String text, int start, int end) {
        String quote = quote(text, start);
        boolean closed = end - start >= 2 * quote.length() && text.startsWith(quote, end - quote.length());
        boolean nothing = end == start || text.startsWith("null", start) && end - start == 4;
        return nothing ? text.substring(start, end) : quote + MASK + (closed ? quote : "");
    }

    /** The quote that begins a value, with the backslashes before it; empty for none. */
    private static String quote(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        boolean quoted = at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
        return quoted ? text.substring(start, at + 1) : "";
    }

    private static int endOfValue(String text, int start) {
        String quote = quote(text, start);
        if (!quote.isEmpty()) {
            return endOfText(text, start + quote.length(), quote);
        }
        if (start < text.length() && (text.charAt(start) == '{' || text.charAt(start) == '[')) {
            return endOfStructure(text, start);
        }
        // A line such as "Authorization: Bearer abc" is one value, a member of a form ends at the next.
        return upTo(text, start, "&,;\"'<>}]\\\r\n");
    }

    private static int endOfText(String text, int start, String quote) {
        int end = text.indexOf(quote, start);
        while (end > 0 && quote.length() == 1 && escaped(text, start, end)) {
            end = text.indexOf(quote, end + 1);
        }
        return end < 0 ? text.length() : end + quote.length();
    }

    private static boolean escaped(String text, int start, int quote) {
        int backslashes = 0;
        while (quote - 1 - backslashes >= start && text.charAt(quote - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** After the bracket that closes the one at the start; brackets in texts are not counted. */
    private static int endOfStructure(String text, int start) {
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '"') {
                at = endOfText(text, at + 1, "\"") - 1;
            } else if (each == '{' || each == '[') {
                depth++;
            } else if (each == '}' || each == ']') {
                depth--;
                if (depth == 0) {
                    return at + 1;
                }
            }
        }
        return text.length();
    }

    private static int upTo(String text, int start, String ends) {
        int at = start;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
