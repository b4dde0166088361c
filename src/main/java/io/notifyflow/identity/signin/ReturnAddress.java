package io.notifyflow.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The page that somebody comes back to after they have signed in again. */
@Component
class ReturnAddress {

    private static final Duration VALID = Duration.ofMinutes(15);
    /** Pages of this hub alone. */
    private static final Pattern PAGE = Pattern.compile("/home(/[A-Za-z0-9-]{1,64}){0,4}");

    private final Cookies cookies;

    ReturnAddress(Cookies cookies) {
        this.cookies = cookies;
    }

    void remember(HttpServletResponse response, String page) {
        if (PAGE.matcher(page).matches()) {
            cookies.set(response, Cookies.RETURN, page, VALID);
        }
    }

    /** The page, which is forgotten; the overview if there is none. */
    String take(HttpServletRequest request, HttpServletResponse response) {
        String page = cookies.read(request, Cookies.RETURN)
                .filter(known -> PAGE.matcher(known).matches())
                .orElse("");
        if (page.isEmpty()) {
            return Entrance.HOME;
        }
        cookies.clear(response, Cookies.RETURN);
        return page;
    }
}
