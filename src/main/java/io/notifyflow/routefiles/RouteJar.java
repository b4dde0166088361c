package io.notifyflow.routefiles;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** The route builders of a jar, with a class loader of their own above the hub's classes. */
final class RouteJar implements Closeable {

    private static final String CLASS = ".class";

    private final URLClassLoader loader;
    private final List<Class<? extends RouteBuilder>> builders;

    private RouteJar(URLClassLoader loader, List<Class<? extends RouteBuilder>> builders) {
        this.loader = loader;
        this.builders = builders;
    }

    /**
     * Opens a jar.
     *
     * @throws IOException           if it is no jar
     * @throws IllegalStateException if it holds no route builder that this hub can load
     */
    static RouteJar open(RouteFile file) throws IOException {
        var path = Objects.requireNonNull(file.jar());
        List<String> classes;
        try (var jar = new JarFile(path.toFile())) {
            classes = jar.stream().flatMap(entry -> className(entry.getName())).toList();
        }
        var loader = new URLClassLoader(
                "routes " + file.path(), new URL[] {path.toUri().toURL()}, RouteJar.class.getClassLoader());
        var builders = new ArrayList<Class<? extends RouteBuilder>>();
        LinkageError failure = null;
        for (String name : classes) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                if (RouteBuilder.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    builders.add(type.asSubclass(RouteBuilder.class));
                }
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("A class that the jar lists is not in it: " + name, e);
            } catch (LinkageError e) {
                // May be a class that nobody needs, with a dependency that is not there.
                failure = failure == null ? e : failure;
            }
        }
        if (builders.isEmpty()) {
            loader.close();
            throw new IllegalStateException(
                    "It holds no RouteBuilder" + (failure == null ? "" : " that can be loaded: " + failure), failure);
        }
        return new RouteJar(loader, builders);
    }

    private static Stream<String> className(String entry) {
        return entry.endsWith(CLASS) && !entry.startsWith("META-INF/") && !entry.endsWith("-info.class")
                ? Stream.of(entry.substring(0, entry.length() - CLASS.length()).replace('/', '.'))
                : Stream.empty();
    }

    ClassLoader loader() {
        return loader;
    }

    List<RouteBuilder> builders(CamelContext context) {
        return builders.stream()
                .<RouteBuilder>map(type -> context.getInjector().newInstance(type))
                .toList();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
