package io.notifyflow.routefiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Copies of jars: classes are read from a jar as long as its routes run, and the operator's may be overwritten. */
final class JarCopies {

    private @Nullable Path folder;

    RouteFile copy(String path, byte[] content) throws IOException {
        String checksum = RouteFile.checksum(content);
        Path copy = folder().resolve(checksum + ".jar");
        if (!Files.exists(copy)) {
            Files.write(copy, content);
            copy.toFile().deleteOnExit();
        }
        return new RouteFile(path, "", checksum, copy);
    }

    private Path folder() throws IOException {
        Path known = folder;
        if (known == null) {
            known = Files.createTempDirectory("notifyflow-jars");
            known.toFile().deleteOnExit();
            folder = known;
        }
        return known;
    }
}
