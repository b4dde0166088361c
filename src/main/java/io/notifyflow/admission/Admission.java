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
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The quota filter of the pipeline: accepts a submission durably, or says why not. */
@Component("admission")
public class Admission {

    private final GroupCommit groupCommit;
    private final AdmissionMetrics metrics;
    private final Patience patience;
    private final ObjectWriter json;

    Admission(GroupCommit groupCommit, AdmissionMetrics metrics, Patience patience, ObjectMapper json) {
        this.groupCommit = groupCommit;
        this.metrics = metrics;
        this.patience = patience;
        this.json = json.writer();
    }

    /**
     * Decides on one submission; an accepted one is committed when the decision is there, which is on the writer's
     * thread. {@link Patience} sees to it that there is one in time.
     */
    CompletableFuture<Decision> admit(Account account, Submission submission) {
        return begin(account, submission).whenComplete((decision, never) -> metrics.decided(decision));
    }

    /** Decides on each submission by itself, in their order; they share transactions. */
    public List<Decision> admitAll(Account account, List<Submission> submissions) {
        List<CompletableFuture<Decision>> begun = submissions.stream()
                .map(submission -> admit(account, submission))
                .toList();
        return begun.stream().map(CompletableFuture::join).toList();
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
        if (!decision.isDone()) {
            patience.watch(decision);
        }
        return decision;
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
