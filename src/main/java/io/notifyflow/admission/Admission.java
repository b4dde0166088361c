package io.notifyflow.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.account.Account;
import io.notifyflow.account.Category;
import io.notifyflow.event.Decision;
import io.notifyflow.event.FieldValue;
import io.notifyflow.event.Submission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The quota filter of the pipeline: accepts a submission durably, or says why not. */
@Component("admission")
public class Admission {

    private final GroupCommit groupCommit;
    private final AdmissionMetrics metrics;
    private final AdmissionSettings settings;
    private final Patience patience;
    private final ObjectWriter json;

    Admission(
            GroupCommit groupCommit,
            AdmissionMetrics metrics,
            AdmissionSettings settings,
            Patience patience,
            ObjectMapper json) {
        this.groupCommit = groupCommit;
        this.metrics = metrics;
        this.settings = settings;
        this.patience = patience;
        this.json = json.writer();
    }

    /**
     * Decides on one submission; an accepted one is committed when the decision is there, which is on the writer's
     * thread. {@link Patience} sees to it that there always is one.
     */
    CompletableFuture<Decision> admit(Account account, Submission submission) {
        CompletableFuture<Decision> decision = begin(account, submission);
        if (!decision.isDone()) {
            patience.watch(decision, deadline());
        }
        return decision.whenComplete((made, never) -> metrics.decided(made));
    }

    /** Decides on each submission by itself, in their order; they share transactions. */
    public List<Decision> admitAll(Account account, List<Submission> submissions) {
        long deadline = deadline();
        List<CompletableFuture<Decision>> begun = submissions.stream()
                .map(submission -> begin(account, submission))
                .toList();
        return begun.stream().map(decision -> await(decision, deadline)).toList();
    }

    private long deadline() {
        return System.nanoTime() + settings.patience().toNanos();
    }

    private CompletableFuture<Decision> begin(Account account, Submission submission) {
        String spelling = submission.content().category();
        Category category = account.category(spelling);
        if (category == null) {
            return CompletableFuture.completedFuture(new Decision.UnknownCategory(spelling));
        }
        var known = new Submission(submission.content().inCategory(category.name()), submission.idempotency());
        var decision = new CompletableFuture<Decision>();
        groupCommit.submit(new Waiting(
                account.id(),
                account.plan().monthlyEvents(),
                known,
                fieldsJson(known.content().fields()),
                decision,
                false));
        return decision;
    }

    private Decision await(CompletableFuture<Decision> pending, long deadline) {
        Decision decision = await(pending, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        metrics.decided(decision);
        return decision;
    }

    private static Decision await(CompletableFuture<Decision> pending, long patience, TimeUnit unit) {
        try {
            return pending.get(patience, unit);
        } catch (TimeoutException e) {
            return pending.complete(Patience.LATE) ? Patience.LATE : pending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decision.Unavailable("The hub is stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A decision is never completed with a failure", e);
        }
    }

    private @Nullable String fieldsJson(Map<String, FieldValue> fields) {
        if (fields.isEmpty()) {
            return null;
        }
        try {
            return json.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Fields are texts, numbers and booleans, which are JSON", e);
        }
    }
}
