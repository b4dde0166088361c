package io.notifyflow.gateway;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about a port that cannot be had. */
class PortUnavailableAnalyzer extends AbstractFailureAnalyzer<PortUnavailable> {

    @Override
    protected FailureAnalysis analyze(Throwable root, PortUnavailable cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), root);
    }
}
