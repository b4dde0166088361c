package io.notifyflow.identity.signin;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.identity.People;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/** Writes refused sign-ins down: a line in the log, and an entry in the audit log of the account of whoever was meant. */
@Component
class RefusedSignIns {

    private static final Logger log = LoggerFactory.getLogger(RefusedSignIns.class);

    private final People people;
    private final AuditLog audit;

    RefusedSignIns(People people, AuditLog audit) {
        this.people = people;
        this.audit = audit;
    }

    /** Why nobody was let in. */
    enum Reason {
        WRONG_PASSWORD("wrong-password"),
        UNKNOWN_PERSON("unknown-person"),
        WRONG_CODE("wrong-code"),
        WRONG_PASSKEY("wrong-passkey"),
        TOO_MANY_ATTEMPTS("too-many-attempts");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /**
     * @param person who was meant; null if nobody is known by what was typed, which is not written down, for it may be
     *               a password in the wrong field
     */
    void record(Reason reason, String address, @Nullable UUID person) {
        LoggingEventBuilder line =
                log.atInfo().addKeyValue("reason", reason.text).addKeyValue("address", address);
        (person == null ? line : line.addKeyValue("person", person)).log("Sign-in refused");
        if (person != null) {
            // Beside the request, so that its time does not reveal whether there is such a person.
            Thread.ofVirtual().name("refused-sign-in").start(() -> audit(reason, address, person));
        }
    }

    private void audit(Reason reason, String address, UUID person) {
        try {
            people.find(person)
                    .ifPresent(known -> audit.write(
                            known.account(),
                            Actor.HUB,
                            "person.sign-in-refused",
                            person,
                            Map.of("reason", reason.text, "address", address)));
        } catch (RuntimeException failed) {
            log.warn("A refused sign-in of person {} is not in the audit log: {}", person, failed.getMessage());
        }
    }
}
