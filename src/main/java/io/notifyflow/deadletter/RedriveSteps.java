package io.notifyflow.deadletter;

import io.notifyflow.deadletter.Redriving.Candidate;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works redrives off, step by step. A step is one transaction, which moves the letters and the job together: a hub
 * that is killed leaves no half of it, and any other goes on.
 */
@Component
class RedriveSteps {

    private static final Logger log = LoggerFactory.getLogger(RedriveSteps.class);

    /** A second one catches up with what the last look was late for. */
    private static final int ROUNDS = 2;

    private final Redrives redrives;
    private final Redriving redriving;
    private final TransactionTemplate transaction;
    private final DeadLetterMetrics metrics;

    RedriveSteps(Redrives redrives, Redriving redriving, TransactionTemplate transaction, DeadLetterMetrics metrics) {
        this.redrives = redrives;
        this.redriving = redriving;
        this.transaction = transaction;
        this.metrics = metrics;
    }

    @Scheduled(fixedDelay = 250)
    void takeDue() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                redrives.due().forEach(this::take);
            }
        } catch (DataAccessException e) {
            log.warn("Redrives cannot go on for the moment: {}", e.getMessage());
        }
    }

    private void take(UUID id) {
        try {
            step(id);
        } catch (DataAccessException | IllegalStateException e) {
            log.warn("Redrive {} could not go on, and is tried again in a few seconds", id, e);
            redrives.putOff(id);
        }
    }

    /** Takes one step, unless another hub does. */
    void step(UUID id) {
        Integer redriven =
                transaction.execute(status -> redrives.lock(id).map(this::step).orElse(0));
        metrics.redriven(redriven == null ? 0 : redriven);
    }

    private int step(Redrives.Job job) {
        List<Candidate> next = redrives.next(job);
        int redriven = redriving.redrive(job.account(), next);
        if (next.size() == job.batch()) {
            redrives.advance(job, redriven, next.getLast().letter().eventId());
        } else {
            RedriveView finished = redrives.finish(job, redriven);
            log.info(
                    "Redrive {} of account {} has finished: {} of {} dead letters redriven",
                    job.id(),
                    job.account(),
                    finished.redriven(),
                    finished.total());
        }
        return redriven;
    }
}
