package io.notifyflow.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.account.Account;
import io.notifyflow.account.Category;
import io.notifyflow.event.Decision;
import io.notifyflow.event.FieldValue;
import io.notifyflow.event.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The quota filter of the pipeline: accepts a submission durably, or says why not. */
@Component("admission")
public class Admission {

    private static final int MAX_AT_ONCE = 1000;
    private static final int PART = 100;

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

    /**
     * Decides on each submission by itself, in their order; they share transactions. Of more than a batch may have, such
     * as the alerts of a large group, a part at a time waits, so that others have room.
     */
    public List<Decision> admitAll(Account account, List<Submission> submissions) {
        if (submissions.size() <= MAX_AT_ONCE) {
            return admitPart(account, submissions);
        }
        var decisions = new ArrayList<Decision>(submissions.size());
        for (int from = 0; from < submissions.size(); from += PART) {
            decisions.addAll(admitPart(account, submissions.subList(from, Math.min(submissions.size(), from + PART))));
        }
        return decisions;
    }

    private List<Decision> admitPart(Account account, List<Submission> submissions) {
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
