package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.OperatorSessions;
import io.notifyflow.identity.Role;
import org.springframework.stereotype.Component;

/** Finds out whether a session is an operator's, for what is served beside Spring's pages. */
@Component
class SessionsOfOperators implements OperatorSessions {

    private final Sessions sessions;
    private final Cookies cookies;
    private final Accounts accounts;

    SessionsOfOperators(Sessions sessions, Cookies cookies, Accounts accounts) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.accounts = accounts;
    }

    @Override
    public String cookie() {
        return cookies.name(Cookies.SESSION);
    }

    @Override
    public boolean isOperators(String token) {
        return sessions.find(token)
                .filter(person -> person.role() == Role.OWNER)
                .flatMap(person -> accounts.byId(person.account()))
                .filter(Account::operator)
                .isPresent();
    }
}
