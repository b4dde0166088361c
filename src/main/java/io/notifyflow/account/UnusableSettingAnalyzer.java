package io.notifyflow.account;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about a setting that stops the start, in place of a stack trace. */
class UnusableSettingAnalyzer extends AbstractFailureAnalyzer<UnusableSetting> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnusableSetting cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), root);
    }
}
