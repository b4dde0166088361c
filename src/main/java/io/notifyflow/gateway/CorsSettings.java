package io.notifyflow.gateway;

import io.notifyflow.account.UnusableSetting;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which other web applications may call the API from a browser.
 *
 * @param origins such as {@code https://app.example.com}, as browsers write them; none by default
 */
@ConfigurationProperties("notifyflow.cors")
record CorsSettings(@DefaultValue List<String> origins) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    CorsSettings {
        origins = origins.stream()
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList();
        origins.forEach(CorsSettings::require);
    }

    private static void require(String origin) {
        String exact = exact(origin);
        if (!origin.equals(exact)) {
            throw new UnusableSetting(
                    "NOTIFYFLOW_CORS_ORIGINS has \"" + origin + "\", which no browser sends as an origin.",
                    "Write each origin exactly, separated by commas, such as https://app.example.com: scheme and host"
                            + " in lower case, a port only if it is not the usual one, no path, no slash at the end."
                            + " There are no wildcards; name each origin"
                            + (exact == null ? "." : ". Here it would be " + exact + "."));
        }
    }

    /** As a browser writes it; null for what is none. */
    private static @Nullable String exact(String text) {
        try {
            URI address = URI.create(text);
            String scheme = address.getScheme();
            String host = address.getHost();
            if (host == null || !("https".equals(scheme) || "http".equals(scheme)) || text.indexOf('@') >= 0) {
                return null;
            }
            boolean usual = address.getPort() == ("https".equals(scheme) ? HTTPS : HTTP);
            return scheme + "://" + host.toLowerCase(java.util.Locale.ROOT)
                    + (usual || address.getPort() < 0 ? "" : ":" + address.getPort());
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
