package io.notifyflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the commands with the few libraries that they need. The loader of the packaged jar opens one of its two hundred
 * libraries after the other until it finds a class, which takes longer than a command does.
 */
final class QuickLoader {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final Pattern NEEDED =
            Pattern.compile("\"(BOOT-INF/lib/(?:picocli|jackson-core|jackson-databind|jackson-annotations)-[^/\"]+)\"");

    private QuickLoader() {}

    static Class<?> load(String name) throws ClassNotFoundException {
        String classes = QuickLoader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        if (!classes.startsWith("jar:nested:") || !classes.contains(CLASSES)) {
            return Class.forName(name);
        }
        try {
            // Closed by the end of the process.
            var loader = new URLClassLoader(libraries(classes), ClassLoader.getPlatformClassLoader());
            return loader.loadClass(name);
        } catch (IOException | ClassNotFoundException unexpected) {
            return Class.forName(name);
        }
    }

    private static URL[] libraries(String classes) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(URI.create(classes).toURL());
        try (InputStream index = ClassLoader.getSystemResourceAsStream("BOOT-INF/classpath.idx")) {
            if (index == null) {
                throw new IOException("The jar has no index");
            }
            Matcher library = NEEDED.matcher(new String(index.readAllBytes(), StandardCharsets.UTF_8));
            while (library.find()) {
                urls.add(URI.create(classes.replace(CLASSES, library.group(1))).toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
