package io.notifyflow.credential;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who needs a second factor.
 *
 * @param secondFactor the people who set one up before anything else; the others may
 */
@ConfigurationProperties("notifyflow.identity")
public record SecondFactorSettings(@DefaultValue Set<Who> secondFactor) {

    /** A kind of people. */
    public enum Who {
        OWNER,
        MEMBER,
        /** Owners of the account that the hub is operated with. */
        OPERATOR
    }
}
