package io.notifyflow.billing;

import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks for accounts whose payment has failed for as long as is forgiven. */
@Component
class GraceExpiry {

    private static final Logger log = LoggerFactory.getLogger(GraceExpiry.class);

    private final BillingStore store;
    private final BillingChanges changes;
    private final Clock clock;

    GraceExpiry(BillingStore store, BillingChanges changes, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 20_000)
    void run() {
        try {
            for (UUID account : store.graceOver(clock.instant())) {
                changes.endGrace(account);
            }
        } catch (DataAccessException e) {
            log.warn("Payments that are overdue cannot be looked for at the moment: {}", e.getMessage());
        }
    }
}
