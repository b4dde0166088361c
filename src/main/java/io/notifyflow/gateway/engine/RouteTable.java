package io.notifyflow.gateway.engine;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpUtils;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * The routes on the public port, which come and go while the hub runs. Of two with the same path the one that came last
 * serves: the successor of one that is edited, while that ends what it has begun.
 */
@Component
public class RouteTable {

    private static final String GET = "GET";
    private static final Target NOBODY = new Target.Nobody();

    private volatile Map<String, List<Mount>> literals = Map.of();
    private volatile List<Mount> patterns = List.of();

    /**
     * One route.
     *
     * @param methods empty for all
     */
    record Mount(PathTemplate path, Set<String> methods, MediaTypes consumes, MediaTypes produces, ServedRoute route) {

        boolean serves(HttpServerRequest request) {
            return allows(request) && consumes(request) && produces(request);
        }

        boolean allows(HttpServerRequest request) {
            return methods.isEmpty()
                    || methods.contains(request.method().name())
                    || request.method() == HttpMethod.HEAD && methods.contains(GET);
        }

        /** What can be got can be asked about. */
        Set<String> allowed() {
            if (!methods.contains(GET)) {
                return methods;
            }
            var allowed = new TreeSet<>(methods);
            allowed.add(HttpMethod.HEAD.name());
            return allowed;
        }

        boolean consumes(HttpServerRequest request) {
            return consumes.take(request.getHeader(HttpHeaders.CONTENT_TYPE));
        }

        boolean produces(HttpServerRequest request) {
            return produces.satisfy(request.getHeader(HttpHeaders.ACCEPT));
        }
    }

    synchronized void mount(Mount mount) {
        if (mount.path().literal()) {
            changeLiterals(mount, true);
        } else {
            var more = new ArrayList<>(patterns);
            more.addFirst(mount);
            more.sort(Comparator.<Mount>comparingInt(each -> each.path().openness())
                    .thenComparing(each -> -each.path().text().length()));
            patterns = List.copyOf(more);
        }
    }

    synchronized void unmount(Mount mount) {
        if (mount.path().literal()) {
            changeLiterals(mount, false);
        } else {
            patterns = patterns.stream().filter(each -> each != mount).toList();
        }
    }

    private void changeLiterals(Mount mount, boolean add) {
        var changed = new HashMap<>(literals);
        var there = new ArrayList<>(changed.getOrDefault(mount.path().text(), List.of()));
        there.removeIf(each -> each == mount);
        if (add) {
            there.addFirst(mount);
        }
        if (there.isEmpty()) {
            changed.remove(mount.path().text());
        } else {
            changed.put(mount.path().text(), List.copyOf(there));
        }
        literals = Map.copyOf(changed);
    }

    /**
     * The request's path in the one form in which all that concerns it is decided.
     *
     * @throws IllegalArgumentException for a path that is none
     */
    public String path(HttpServerRequest request) {
        String sent = Objects.requireNonNullElse(request.path(), "/");
        return literals.containsKey(sent) ? sent : HttpUtils.normalizePath(sent);
    }

    /**
     * @param path as {@link #path} has it
     * @throws IllegalArgumentException for a path that is none
     */
    public Target find(HttpServerRequest request, String path) {
        String ended = PathTemplate.withoutEnd(path, false);
        List<Mount> exact = literals.getOrDefault(ended, List.of());
        if (!exact.isEmpty() && exact.getFirst().serves(request)) {
            return new Target.Found(exact.getFirst().route(), Map.of());
        }
        return new Search(request).in(exact, ended).in(patterns, ended).result();
    }

    private static final class Search {
        private final HttpServerRequest request;
        private final TreeSet<String> methods = new TreeSet<>();
        private final TreeSet<String> consumed = new TreeSet<>();
        private final TreeSet<String> produced = new TreeSet<>();
        private Target found = NOBODY;

        Search(HttpServerRequest request) {
            this.request = request;
        }

        Search in(List<Mount> mounts, String path) {
            for (Mount mount : mounts) {
                if (found != NOBODY) {
                    return this;
                }
                Map<String, String> parameters = mount.path().match(path);
                if (parameters != null) {
                    consider(mount, parameters);
                }
            }
            return this;
        }

        private void consider(Mount mount, Map<String, String> parameters) {
            if (!mount.allows(request)) {
                // What begins with a prefix may as well be a page.
                methods.addAll(mount.path().prefix() ? Set.of() : mount.allowed());
            } else if (!mount.consumes(request)) {
                consumed.addAll(mount.consumes().types());
            } else if (!mount.produces(request)) {
                produced.addAll(mount.produces().types());
            } else {
                found = new Target.Found(mount.route(), parameters);
            }
        }

        Target result() {
            if (found != NOBODY) {
                return found;
            } else if (!consumed.isEmpty()) {
                return new Target.OtherTypes(List.copyOf(consumed));
            } else if (!produced.isEmpty()) {
                return new Target.NotAcceptable(List.copyOf(produced));
            }
            return methods.isEmpty() ? NOBODY : new Target.OtherMethods(methods);
        }
    }
}
