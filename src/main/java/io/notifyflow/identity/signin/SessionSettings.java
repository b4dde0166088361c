package io.notifyflow.identity.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sessions of people.
 *
 * @param idle      after which one ends that is not used
 * @param longest   after which any ends
 * @param fresh     how long after a sign-in sensitive changes are possible without another one
 * @param perPerson sessions of one person; with another one, the one ends that was not used for longest
 */
@ConfigurationProperties("notifyflow.sessions")
public record SessionSettings(
        @DefaultValue("12h") Duration idle,
        @DefaultValue("7d") Duration longest,
        @DefaultValue("15m") Duration fresh,
        @DefaultValue("20") int perPerson) {

    public SessionSettings {
        if (perPerson < 1) {
            throw new IllegalArgumentException("notifyflow.sessions.per-person is " + perPerson + ". Set 1 or more.");
        }
    }
}
