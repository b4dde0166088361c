package io.notifyflow.account;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where people reach the hub.
 *
 * @param publicUrl such as {@code https://hub.example.com}; without it, this machine alone
 */
@ConfigurationProperties("notifyflow")
record PublicAddressSettings(@Nullable String publicUrl) {

    PublicAddressSettings {
        publicUrl = publicUrl == null || publicUrl.isBlank() ? null : origin(publicUrl.strip());
    }

    private static String origin(String text) {
        try {
            URI address = URI.create(text.replaceAll("/+$", "").toLowerCase(Locale.ROOT));
            String scheme = address.getScheme();
            boolean plain = address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null
                    && (address.getRawPath() == null || address.getRawPath().isEmpty());
            if (plain && ("http".equals(scheme) || "https".equals(scheme))) {
                return withoutUsualPort(address);
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "NOTIFYFLOW_PUBLICURL must be the address where people reach the hub, such as"
                        + " https://hub.example.com, without a path");
    }

    private static String withoutUsualPort(URI address) {
        boolean usual = address.getPort() == ("https".equals(address.getScheme()) ? 443 : 80);
        return address.getScheme() + "://" + address.getHost()
                + (usual || address.getPort() < 0 ? "" : ":" + address.getPort());
    }
}
