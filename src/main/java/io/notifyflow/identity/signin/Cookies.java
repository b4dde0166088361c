package io.notifyflow.identity.signin;

import io.notifyflow.account.PublicAddress;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Cookies that scripts cannot read and other sites cannot send. Over https they are {@code Secure} and their names
 * begin with {@code __Host-}; over http, which is for this machine, browsers would not all keep such ones.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes">prefixes</a>
 */
@Component
class Cookies {

    /** The session. */
    static final String SESSION = "notifyflow";
    /** What the browser must bring back from the provider. */
    static final String SIGN_IN = "notifyflow-sign-in";
    /** Whom a provider vouches for, until they have agreed to what follows. */
    static final String CONSENT = "notifyflow-consent";
    /** The token that forms repeat. */
    static final String FORM = "notifyflow-form";

    /** Who has signed in with this browser before. */
    static final String DEVICE = "notifyflow-device";
    /** The page to come back to after another sign-in. */
    static final String RETURN = "notifyflow-return";

    private static final String HOST = "__Host-";

    private final PublicAddress address;

    Cookies(PublicAddress address) {
        this.address = address;
    }

    String name(String cookie) {
        return address.secure() ? HOST + cookie : cookie;
    }

    Optional<String> read(HttpServletRequest request, String cookie) {
        @Nullable Cookie[] all = request.getCookies();
        if (all == null) {
            return Optional.empty();
        }
        String name = name(cookie);
        return Stream.of(all)
                .filter(each -> each != null && each.getName().equals(name))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    void set(HttpServletResponse response, String cookie, String value) {
        add(response, cookie(cookie, value));
    }

    void set(HttpServletResponse response, String cookie, String value, Duration age) {
        add(response, cookie(cookie, value).maxAge(age));
    }

    void clear(HttpServletResponse response, String cookie) {
        add(response, cookie(cookie, "").maxAge(0));
    }

    private ResponseCookie.ResponseCookieBuilder cookie(String cookie, String value) {
        return ResponseCookie.from(name(cookie), value)
                .path("/")
                .httpOnly(true)
                .secure(address.secure())
                .sameSite("Lax");
    }

    private static void add(HttpServletResponse response, ResponseCookie.ResponseCookieBuilder cookie) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
