package io.notifyflow.routefiles;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says where the route files are expected. */
class RouteFilesMissingAnalyzer extends AbstractFailureAnalyzer<RouteFilesMissing> {

    @Override
    protected FailureAnalysis analyze(Throwable root, RouteFilesMissing cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Start the hub beside its folder routes/, or name the folder with NOTIFYFLOW_ROUTES_DIR.",
                root);
    }
}
