package io.notifyflow.routefiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
                .addLast(new MapPropertySource(
                        "routeFiles", Map.of("notifyflow.routes-pattern", "file:" + folder + "/**/*.camel.yaml")));
    }

    /** After application.yaml has been read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }
}
