package io.notifyflow.dashboard;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.identity.Person;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Hands the viewer of a page to the method that makes it. */
@Configuration
class ViewerArguments implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    /** By a name that browsers know too. */
    private static final ZoneId UTC = ZoneId.of("UTC");

    /** Set by the pages' script; a name of the IANA time zone database with its slashes as they are. */
    private static final String ZONE = "notifyflow-zone";

    private final Accounts accounts;

    ViewerArguments(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Viewer.class;
    }

    @Override
    public Viewer resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var person =
                (Person) SecurityContextHolder.getContext().getAuthentication().getPrincipal();
        Account account = accounts.byId(person.account()).orElseThrow();
        HttpServletRequest asked = request.getNativeRequest(HttpServletRequest.class);
        return new Viewer(person, account, asked == null ? UTC : zone(asked));
    }

    private static ZoneId zone(HttpServletRequest request) {
        @Nullable Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie != null && cookie.getName().equals(ZONE)) {
                    try {
                        return ZoneId.of(cookie.getValue());
                    } catch (DateTimeException unknown) {
                        return UTC;
                    }
                }
            }
        }
        return UTC;
    }
}
