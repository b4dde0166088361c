package io.notifyflow.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Jars that are compiled on the way, against what the tests run with. */
public final class TestJar {

    private TestJar() {}

    /**
     * Compiles one class and packs it.
     *
     * @param name   of the class, with its package
     * @param folder for what comes on the way
     */
    public static byte[] of(String name, String source, Path folder) throws IOException {
        Path file = folder.resolve("src").resolve(name.replace('.', '/') + ".java");
        Path classes = folder.resolve("classes");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        file.toString());
        if (failed != 0) {
            throw new IllegalArgumentException(name + " does not compile");
        }
        return pack(classes);
    }

    private static byte[] pack(Path classes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes);
                Stream<Path> found = Files.walk(classes)) {
            List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return bytes.toByteArray();
    }
}
