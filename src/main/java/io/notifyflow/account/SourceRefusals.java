package io.notifyflow.account;

import io.notifyflow.event.Problem;
import org.jspecify.annotations.Nullable;

/** Is told what the public port refuses at the address of a source before a route sees it. */
public interface SourceRefusals {

    /**
     * Never waits.
     *
     * @param path of the request, below {@code /in/}
     * @param size of the body, as the request announced it; null if it did not
     */
    void refused(String path, Problem problem, @Nullable String contentType, @Nullable Long size);
}
