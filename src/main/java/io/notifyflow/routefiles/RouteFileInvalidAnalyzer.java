package io.notifyflow.routefiles;

import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which route file cannot be loaded, and where in it the mistake is. */
class RouteFileInvalidAnalyzer extends AbstractFailureAnalyzer<CamelSpringBootInitializationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, CamelSpringBootInitializationException cause) {
        return new FailureAnalysis(
                "A route file cannot be loaded: " + cause.getMessage(),
                "Mend the file at the line that is named, then start again.",
                root);
    }
}
