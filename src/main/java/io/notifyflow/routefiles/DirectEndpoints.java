package io.notifyflow.routefiles;

import java.util.SortedSet;

/** The {@code direct:} endpoints at which a route starts at this moment, whichever file it is of. */
public interface DirectEndpoints {

    boolean isServed(String name);

    /**
     * @param beginning of their names, such as {@code source.}
     * @return the rest of their names
     */
    SortedSet<String> served(String beginning);
}
