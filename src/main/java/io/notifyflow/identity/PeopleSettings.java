package io.notifyflow.identity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param signUp     whether somebody who signs in with the provider, and is not invited, gets an account of their own
 * @param plan       of that account
 * @param invitation how long an invitation is valid
 * @param ownerLink  how long a sign-in link is valid
 */
@ConfigurationProperties("notifyflow.people")
public record PeopleSettings(
        @DefaultValue("true") boolean signUp,
        @DefaultValue("free") String plan,
        @DefaultValue("7d") Duration invitation,
        @DefaultValue("15m") Duration ownerLink) {}
