package io.notifyflow.dashboard;

import io.notifyflow.account.Access;
import io.notifyflow.account.Account;
import io.notifyflow.identity.Person;
import java.time.ZoneId;

/**
 * Who looks at a page.
 *
 * @param zone of their browser; UTC until it has told
 */
public record Viewer(Person person, Account account, ZoneId zone) {

    /** What they may do through the API. */
    public Access access() {
        return new Access(account, person.actor(), person.role().scopes(), null);
    }
}
