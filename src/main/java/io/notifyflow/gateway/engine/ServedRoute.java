package io.notifyflow.gateway.engine;

import io.notifyflow.account.Access;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route that serves requests. */
public interface ServedRoute {

    /** The path as it stands in the route. */
    String path();

    /**
     * Runs the request through the route and answers it. Called on the request's event loop.
     *
     * @param access  whose key was checked; null where the path asks for none
     * @param body    null if there is none
     * @param done    run once when the route has ended, whether the client still waits for the answer or not
     */
    void serve(
            HttpServerRequest request,
            Map<String, String> parameters,
            @Nullable Access access,
            byte @Nullable [] body,
            Runnable done);
}
