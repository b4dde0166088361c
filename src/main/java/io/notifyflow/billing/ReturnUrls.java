package io.notifyflow.billing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where people return to from Stripe's pages: this hub's own address and nowhere else. */
@Component
class ReturnUrls {

    /** Stripe puts the session's id in its place; braces are no part of an address otherwise. */
    private static final String SESSION = "{CHECKOUT_SESSION_ID}";

    private static final String STAND_IN = "CHECKOUT_SESSION_ID_STANDS_HERE";
    private static final int LONGEST = 2000;

    private final StripeSettings settings;

    ReturnUrls(StripeSettings settings) {
        this.settings = settings;
    }

    /** The address of a page of this hub. */
    String page(String path) {
        return base().toString().replaceFirst("/$", "") + path;
    }

    /** What a client asks for, in full; empty if it leads elsewhere. A path is meant to be below the hub's address. */
    Optional<String> allowed(String asked) {
        if (asked.length() > LONGEST || asked.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        try {
            URI url = new URI(asked.replace(SESSION, STAND_IN));
            boolean path = !url.isAbsolute() && url.getRawAuthority() == null && asked.startsWith("/");
            if (!path && !sameOrigin(url)) {
                return Optional.empty();
            }
            String full = path ? page(asked) : asked;
            return Optional.of(full);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private boolean sameOrigin(URI url) {
        URI base = base();
        return url.getRawUserInfo() == null
                && Objects.equals(lower(base.getScheme()), lower(url.getScheme()))
                && Objects.equals(lower(base.getHost()), lower(url.getHost()))
                && port(base) == port(url);
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private URI base() {
        return Objects.requireNonNull(settings.publicUrl(), StripeSettings.PUBLIC_URL);
    }
}
