package io.notifyflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** A copy of the route files that tests may edit while the hub runs. */
public final class TestRoutes {

    /** One for each JVM in which tests run. */
    public static final Path FOLDER = Path.of("target/test-routes-" + System.getProperty("notifyflow.fork", "fork1"))
            .toAbsolutePath();

    private static final Path SHIPPED = Path.of("routes");

    private TestRoutes() {}

    static class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            copy();
            TestPropertyValues.of("notifyflow.routes-dir=" + FOLDER).applyTo(context);
        }
    }

    private static void copy() {
        try {
            FileSystemUtils.deleteRecursively(FOLDER);
            try (Stream<Path> files = Files.walk(SHIPPED)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                    Path copy = FOLDER.resolve(SHIPPED.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
