package io.notifyflow.identity.signin;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.OwnPassword;
import io.notifyflow.identity.People;
import io.notifyflow.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes the password of somebody who shows the present one. */
@Component
class PasswordChange implements OwnPassword {

    private final People people;
    private final Passwords passwords;
    private final SessionList sessions;
    private final KnownDevices devices;
    private final Accounts accounts;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    PasswordChange(
            People people,
            Passwords passwords,
            SessionList sessions,
            KnownDevices devices,
            Accounts accounts,
            AuditLog audit,
            TransactionTemplate transaction) {
        this.people = people;
        this.passwords = passwords;
        this.sessions = sessions;
        this.devices = devices;
        this.accounts = accounts;
        this.audit = audit;
        this.transaction = transaction;
    }

    @Override
    public boolean present(Person person) {
        return people.password(person.id()).isPresent();
    }

    @Override
    public String change(Person person, String present, String wanted, HttpServletRequest request) {
        if (!passwords.check(person, present, SignInOrigin.of(request, devices))) {
            return "The present password is wrong, or there were too many attempts. Try again, if necessary in a quarter of"
                    + " an hour.";
        }
        String problem = passwords.problem(
                wanted,
                context(
                        person,
                        accounts.byId(person.account()).map(Account::name).orElse("")));
        if (!problem.isEmpty()) {
            return problem;
        }
        String hash = passwords.hash(wanted);
        transaction.executeWithoutResult(status -> {
            people.setPassword(person.id(), hash);
            audit.write(person.account(), person.actor(), "person.password-changed", person.id(), Map.of());
            sessions.endOthers(person);
        });
        return "";
    }

    private static List<String> context(Person person, String account) {
        return Stream.of(Optional.ofNullable(person.email()), Optional.ofNullable(person.name()), Optional.of(account))
                .flatMap(Optional::stream)
                .toList();
    }
}
