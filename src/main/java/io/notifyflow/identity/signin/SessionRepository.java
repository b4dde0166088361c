package io.notifyflow.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Who asks, from the cookie of their session. Sessions begin in {@link Entrance}, and nowhere by the way. */
@Component
class SessionRepository implements SecurityContextRepository {

    private final Sessions sessions;
    private final Cookies cookies;

    SessionRepository(Sessions sessions, Cookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Loaded(() -> load(request));
    }

    private SecurityContext load(HttpServletRequest request) {
        return cookies.read(request, Cookies.SESSION)
                .flatMap(sessions::open)
                .<SecurityContext>map(session -> new SecurityContextImpl(new SignedIn(session)))
                .orElseGet(SecurityContextHolder::createEmptyContext);
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return load(holder.getRequest());
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return cookies.read(request, Cookies.SESSION).isPresent();
    }

    private static final class Loaded implements DeferredSecurityContext {

        private final Supplier<SecurityContext> load;
        private @Nullable SecurityContext loaded;

        Loaded(Supplier<SecurityContext> load) {
            this.load = load;
        }

        @Override
        public SecurityContext get() {
            SecurityContext known = loaded == null ? load.get() : loaded;
            loaded = known;
            return known;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
