package io.notifyflow.dashboard.person;

import io.notifyflow.account.AuditLog;
import io.notifyflow.credential.RecoveryCodes;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.identity.Person;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What follows from a change of second factors: recovery codes come with the first and go with the last. */
@Component
class FactorChanges {

    private final SecondFactors factors;
    private final RecoveryCodes codes;
    private final AuditLog audit;

    FactorChanges(SecondFactors factors, RecoveryCodes codes, AuditLog audit) {
        this.factors = factors;
        this.codes = codes;
        this.audit = audit;
    }

    /**
     * After one was added.
     *
     * @param action  for the audit log
     * @param details for the audit log
     * @return new recovery codes, if there were none
     */
    @Transactional
    public List<String> added(Person person, String action, Map<String, ?> details) {
        audit.write(person.account(), person.actor(), action, person.id(), details);
        return factors.of(person.id()).codes() == 0 ? newCodes(person) : List.of();
    }

    /** After one was removed. */
    @Transactional
    public void removed(Person person, String action, Map<String, ?> details) {
        audit.write(person.account(), person.actor(), action, person.id(), details);
        if (!factors.of(person.id()).any()) {
            codes.forget(person.id());
        }
    }

    /** In place of those that were there. */
    @Transactional
    public List<String> newCodes(Person person) {
        audit.write(person.account(), person.actor(), "person.recovery-codes-made", person.id(), Map.of());
        return codes.make(person.id());
    }
}
