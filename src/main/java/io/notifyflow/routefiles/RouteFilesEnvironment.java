package io.notifyflow.routefiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Points Camel at the operator's folder of route files, and stops the start where there is none. */
class RouteFilesEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String FOLDER = "notifyflow.routes-dir";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Path folder = Path.of(environment.getProperty(FOLDER, "./routes"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(folder)) {
            throw new RouteFilesMissing(folder);
        }
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("routeFiles", Map.of("notifyflow.routes-pattern", pattern(folder))));
    }

    private static String pattern(Path folder) {
        List<Path> files = find(folder);
        if (files.isEmpty()) {
            throw new RouteFilesMissing(folder);
        }
        return files.stream().map(file -> "file:" + file).collect(Collectors.joining(","));
    }

    /**
     * The route files below a folder. Kubernetes mounts a ConfigMap as links into a folder whose name begins with two
     * dots and which holds the same files: looking there as well would find each route twice.
     */
    static List<Path> find(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".camel.yaml") && Files.isRegularFile(file))
                    .filter(file -> !folder.relativize(file).toString().startsWith(".."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The route files at " + folder + " cannot be read", e);
        }
    }

    /** After application.yaml has been read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }
}
