package io.notifyflow.deadletter;

import io.notifyflow.account.Account;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/redrives; an id of another account is no id at all. */
@Component("redriveAnswers")
public class RedriveAnswers {

    private static final Logger log = LoggerFactory.getLogger(RedriveAnswers.class);
    private static final String PATH = "/api/v1/redrives/";

    private final Redrives redrives;
    private final RedriveRequest request;

    RedriveAnswers(Redrives redrives, RedriveRequest request) {
        this.redrives = redrives;
        this.request = request;
    }

    public Reply start(Account account, byte[] body, @Nullable String query) throws IOException {
        QueryParameters.requireNone(query);
        RedriveRequest.Asked asked = request.read(account, body);
        Optional<RedriveView> started = redrives.start(account.id(), asked.filter(), asked.perSecond());
        if (started.isEmpty()) {
            return Reply.of(alreadyRunning(account));
        }
        RedriveView redrive = started.get();
        log.info(
                "Redrive {} of account {} begins: {} dead letters, {} a second",
                redrive.redriveId(),
                account.id(),
                redrive.total(),
                redrive.perSecond());
        return Reply.of(202, redrive).withHeader("Location", PATH + redrive.redriveId());
    }

    private Problem alreadyRunning(Account account) {
        String running = redrives.running(account.id())
                .map(redrive -> redrive.redriveId().toString())
                .orElse("{id}");
        return Problem.of(
                "redrive-running",
                "A redrive is running",
                409,
                "An account has one redrive at a time; wait for the end of " + PATH + running
                        + ", or cancel it with DELETE");
    }

    public Reply list(Account account, @Nullable String query) {
        QueryParameters.requireNone(query);
        return Reply.of(200, new RedriveView.Recent(redrives.recent(account.id())));
    }

    public Reply show(Account account, String id, @Nullable String query) {
        QueryParameters.requireNone(query);
        return found(account, id).map(redrive -> Reply.of(200, redrive)).orElseGet(RedriveAnswers::unknown);
    }

    /** Cancelling twice is harmless; what has finished cannot be cancelled. */
    public Reply cancel(Account account, String id, @Nullable String query) {
        QueryParameters.requireNone(query);
        Optional<RedriveView> cancelled = Ids.parse(id).flatMap(redrive -> redrives.cancel(account.id(), redrive));
        if (cancelled.isPresent()) {
            RedriveView redrive = cancelled.get();
            log.info(
                    "Redrive {} of account {} is cancelled: {} of {} dead letters redriven",
                    redrive.redriveId(),
                    account.id(),
                    redrive.redriven(),
                    redrive.total());
            return Reply.of(200, redrive);
        }
        return found(account, id)
                .map(redrive ->
                        redrive.status().equals("finished") ? Reply.of(finished(redrive)) : Reply.of(200, redrive))
                .orElseGet(RedriveAnswers::unknown);
    }

    private Optional<RedriveView> found(Account account, String id) {
        return Ids.parse(id).flatMap(redrive -> redrives.find(account.id(), redrive));
    }

    private static Problem finished(RedriveView redrive) {
        UUID id = redrive.redriveId();
        return Problem.of(
                "redrive-finished",
                "The redrive has finished",
                409,
                "Redrive " + id + " has finished, so there is nothing to cancel; GET " + PATH + id
                        + " shows its result");
    }

    private static Reply unknown() {
        return Reply.of(Problem.of(
                "unknown-redrive", "There is no such redrive", 404, "The account has no redrive with this id"));
    }
}
