package io.notifyflow.routefiles;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a route file.
 *
 * @param file    its path below the folder
 * @param line    from 1; null where the file as a whole is meant
 * @param problem what is wrong
 * @param advice  how to mend it
 */
record RouteFileError(String file, @Nullable Integer line, String problem, String advice) {

    static RouteFileError at(String file, int line, String problem, String advice) {
        return new RouteFileError(file, line, problem, advice);
    }

    static RouteFileError of(String file, String problem, String advice) {
        return new RouteFileError(file, null, problem, advice);
    }

    @Override
    public String toString() {
        return file + (line == null ? "" : ":" + line) + ": " + problem + ". " + advice + ".";
    }
}
