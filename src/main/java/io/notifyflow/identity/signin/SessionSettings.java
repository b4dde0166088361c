package io.notifyflow.identity.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sessions of people.
 *
 * @param idle    after which one ends that is not used
 * @param longest after which any ends
 */
@ConfigurationProperties("notifyflow.sessions")
public record SessionSettings(@DefaultValue("12h") Duration idle, @DefaultValue("7d") Duration longest) {}
