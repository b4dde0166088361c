package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.OperatorSessions;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.identity.Role;
import org.springframework.stereotype.Component;

/** Finds out whether a session is an operator's, for what is served beside Spring's pages. */
@Component
class SessionsOfOperators implements OperatorSessions {

    private final Sessions sessions;
    private final Cookies cookies;
    private final Accounts accounts;
    private final SecondFactors factors;

    SessionsOfOperators(Sessions sessions, Cookies cookies, Accounts accounts, SecondFactors factors) {
        this.factors = factors;
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
                // Who must have a second factor and has none yet is let in nowhere but to set it up.
                .filter(person ->
                        !factors.required(true, true) || factors.of(person.id()).any())
                .flatMap(person -> accounts.byId(person.account()))
                .filter(Account::operator)
                .isPresent();
    }
}
