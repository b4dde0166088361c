package io.notifyflow.routefiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** Checks a folder of route files as the hub does before they go live, without a hub. */
public final class RouteCheck {

    private RouteCheck() {}

    /**
     * What was found.
     *
     * @param files that were checked
     */
    public record Result(int files, int routes, List<Finding> findings) {}

    /**
     * What is wrong.
     *
     * @param file below the folder
     * @param line from 1; null where the file as a whole is meant
     */
    public record Finding(String file, @Nullable Integer line, String problem, String advice) {}

    /** @throws IOException if the folder cannot be read */
    public static Result check(Path folder) throws IOException {
        ConfigurableEnvironment environment = environment();
        RouteFilesSettings settings = settings(environment);
        var contexts = RouteContexts.ofStandIns(new StandInBeans(), environment, settings);
        var schema = new RouteSchema();
        var errors = new ArrayList<RouteFileError>();
        Collection<RouteFile> files = new RouteFolder(folder).read().values();
        List<RouteOutline> outlines = read(files, new RouteReader(contexts), errors);
        for (RouteOutline outline : outlines) {
            List<RouteOutline> others =
                    outlines.stream().filter(other -> other != outline).toList();
            List<RouteFileError> found = new ArrayList<>(schema.errors(outline.file()));
            found.addAll(RouteGuards.errors(outline, others, settings.components()));
            if (found.isEmpty()) {
                tryOut(contexts, outline, outlines, found);
            }
            errors.addAll(found);
        }
        missing(folder, outlines, errors);
        return new Result(
                files.size(),
                outlines.stream().mapToInt(outline -> outline.routes().size()).sum(),
                errors.stream()
                        .map(error -> new Finding(error.file(), error.line(), error.problem(), error.advice()))
                        .toList());
    }

    /**
     * What the files that can be read define.
     *
     * @throws IOException if the folder cannot be read
     */
    static List<RouteOutline> outlines(Path folder) throws IOException {
        ConfigurableEnvironment environment = environment();
        var contexts = RouteContexts.ofStandIns(new StandInBeans(), environment, settings(environment));
        return read(new RouteFolder(folder).read().values(), new RouteReader(contexts), new ArrayList<>());
    }

    private static ConfigurableEnvironment environment() throws IOException {
        var environment = new StandardEnvironment();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("hub", new ClassPathResource("application.yaml"))) {
            environment.getPropertySources().addLast(source);
        }
        return environment;
    }

    private static RouteFilesSettings settings(ConfigurableEnvironment environment) {
        return Binder.get(environment).bindOrCreate("notifyflow.routes", RouteFilesSettings.class);
    }

    private static List<RouteOutline> read(
            Collection<RouteFile> files, RouteReader reader, List<RouteFileError> errors) {
        var outlines = new ArrayList<RouteOutline>();
        for (RouteFile file : files) {
            try {
                outlines.add(reader.read(file));
            } catch (RouteFileRefused e) {
                errors.addAll(e.errors());
            }
        }
        return outlines;
    }

    private static void tryOut(
            RouteContexts contexts, RouteOutline outline, List<RouteOutline> all, List<RouteFileError> found) {
        try {
            RouteContexts.close(contexts.tried(outline, all));
        } catch (RouteFileRefused e) {
            found.addAll(e.errors());
        }
    }

    private static void missing(Path folder, List<RouteOutline> outlines, List<RouteFileError> errors) {
        var missing = new TreeSet<>(PipelineRoutes.NEEDED);
        outlines.forEach(outline -> missing.removeAll(outline.routeIds()));
        if (!missing.isEmpty()) {
            errors.add(RouteFileError.of(
                    folder.toString(),
                    "No event gets through without the routes " + missing,
                    "Put the files of routes/pipeline back, or mend those that are broken"));
        }
    }
}
