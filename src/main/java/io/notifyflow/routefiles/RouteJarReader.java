package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.jspecify.annotations.Nullable;

/** Reads from a jar what its route builders define, and refuses what a jar may not hold. */
final class RouteJarReader {

    private static final Pattern METHODS = Pattern.compile("[?&]httpMethodRestrict=([^&]+)");

    private final RouteFile file;
    private final List<RouteFileError> errors = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final Set<String> uses = new LinkedHashSet<>();
    private final List<RouteOutline.Send> sends = new ArrayList<>();

    private RouteJarReader(RouteFile file) {
        this.file = file;
    }

    /** Runs the builders in a context in which nothing starts. */
    static RouteOutline read(RouteFile file, RouteContexts contexts) throws RouteFileRefused {
        CamelContext scratch = contexts.empty();
        try (RouteJar jar = RouteJar.open(file)) {
            scratch.setApplicationContextClassLoader(jar.loader());
            return new RouteJarReader(file).read(jar.builders(scratch), scratch);
        } catch (RouteFileRefused e) {
            throw e;
        } catch (Exception | Error e) {
            throw refused(file, e);
        } finally {
            RouteContexts.close(scratch);
        }
    }

    static RouteFileRefused refused(RouteFile file, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new RouteFileRefused(
                RouteFileError.of(
                        file.path(),
                        "The jar cannot be used: " + reason.lines().findFirst().orElse(reason),
                        "It needs a public RouteBuilder without arguments, built for this hub's Java and Camel"),
                failure);
    }

    private RouteOutline read(List<RouteBuilder> builders, CamelContext context) throws Exception {
        for (RouteBuilder builder : builders) {
            builder.configureRoutes(context);
            String name = builder.getClass().getName();
            builder.getRouteCollection().getRoutes().forEach(route -> route(route, name));
            builder.getTemplatedRouteCollection().getTemplatedRoutes().forEach(route -> templated(route, name));
            if (!builder.getRouteTemplateCollection().getRouteTemplates().isEmpty()) {
                error(name + " defines a template", "Write templates in YAML, where other files can use them");
            }
            if (!builder.getRestCollection().getRests().isEmpty()) {
                error(name + " uses the REST DSL", "Start the route at platform-http:/path");
            }
        }
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
        return new RouteOutline(file, List.copyOf(routes), Set.of(), Set.copyOf(uses), List.copyOf(sends));
    }

    private void route(RouteDefinition route, String builder) {
        String start = route.getInput().getEndpointUri();
        if (route.getRouteId() == null || !route.hasCustomIdAssigned()) {
            error(
                    "A route of " + builder + " from " + start + " has no id",
                    "Give it one with routeId(\"…\"); metrics, logs and other files name it so");
            return;
        }
        if (route.getRouteConfigurationId() != null) {
            uses.add(route.getRouteConfigurationId());
        }
        routes.add(new Route(route.getRouteId(), 0, endpoint(start), methods(start)));
        Stream.concat(
                        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class).stream()
                                .map(SendDefinition::getEndpointUri),
                        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)
                                .stream()
                                .map(ToDynamicDefinition::getUri))
                .forEach(uri -> sends.add(new RouteOutline.Send(route.getRouteId(), endpoint(uri))));
    }

    private void templated(TemplatedRouteDefinition route, String builder) {
        if (route.getRouteId() == null) {
            error("A templated route of " + builder + " has no id", "Give it one with routeId(\"…\")");
            return;
        }
        uses.add(route.getRouteTemplateRef());
        routes.add(new Route(route.getRouteId(), 0, null, Set.of()));
    }

    private static Endpoint endpoint(@Nullable String uri) {
        String address = uri == null ? "" : uri;
        int query = address.indexOf('?');
        return new Endpoint((query < 0 ? address : address.substring(0, query)).replace("://", ":"), 0);
    }

    private static Set<String> methods(String uri) {
        Matcher restrict = METHODS.matcher(uri);
        return restrict.find()
                ? Stream.of(restrict.group(1).split(","))
                        .map(method -> method.strip().toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private void error(String problem, String advice) {
        errors.add(RouteFileError.of(file.path(), problem, advice));
    }
}
