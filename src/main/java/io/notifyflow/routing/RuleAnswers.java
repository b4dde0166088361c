package io.notifyflow.routing;

import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.CallRates;
import io.notifyflow.account.CallRates.Rate;
import io.notifyflow.event.Etag;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/rules; an id of another account is no id at all. */
@Component("ruleAnswers")
public class RuleAnswers {

    private final Rules rules;
    private final RuleRequest request;
    private final RuleTrial trial;
    private final CallRates rates;

    RuleAnswers(Rules rules, RuleRequest request, RuleTrial trial, CallRates rates) {
        this.rates = rates;
        this.rules = rules;
        this.request = request;
        this.trial = trial;
    }

    /** The rules of an account, in the order in which they give reasons. */
    record RuleList(List<RuleView> rules) {}

    /** A rule that is no more. */
    record Deleted(UUID ruleId, String status, String message) {}

    public Reply list(Account account) {
        return Reply.of(200, new RuleList(rules.list(account.id())));
    }

    public Reply show(Account account, String id) {
        return Ids.parse(id)
                .flatMap(rule -> rules.find(account.id(), rule))
                .map(rule -> reply(200, rule))
                .orElseGet(RuleAnswers::unknown);
    }

    private static Reply reply(int status, RuleView rule) {
        return Reply.of(status, rule).withHeader("ETag", Etag.of(rule));
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot be made
     */
    public Reply create(Account account, Actor actor, byte[] body) throws IOException {
        RuleView rule = rules.add(account.id(), actor, request.read(account, body));
        return reply(201, rule).withHeader("Location", "/api/v1/rules/" + rule.ruleId());
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot become so
     */
    public Reply change(Account account, Actor actor, String id, @Nullable String ifMatch, byte[] body)
            throws IOException {
        RuleRequest.Asked asked = request.read(account, body);
        return Ids.parse(id)
                .flatMap(rule -> rules.change(account.id(), actor, rule, ifMatch, asked))
                .map(rule -> reply(200, rule))
                .orElseGet(RuleAnswers::unknown);
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it has changed meanwhile
     */
    public Reply delete(Account account, Actor actor, String id, @Nullable String ifMatch) {
        return Ids.parse(id)
                .filter(rule -> rules.delete(account.id(), actor, rule, ifMatch))
                .map(rule -> Reply.of(200, new Deleted(rule, "deleted", "New events do not follow it any more")))
                .orElseGet(RuleAnswers::unknown);
    }

    /**
     * What a rule would have done to the latest events.
     *
     * @throws io.notifyflow.event.InvalidRequest if it cannot be tried
     */
    public Reply tryOut(Account account, byte[] body) throws IOException {
        Integer perMinute = account.plan().trialsPerMinute();
        if (perMinute != null) {
            rates.take(new Rate("Trials of rules", account.id(), perMinute, Duration.ofMinutes(1)), "too-many-trials");
        }
        return Reply.of(200, trial.run(account, request.readTrial(account, body)));
    }

    private static Reply unknown() {
        return Reply.of(
                Problem.of("unknown-rule", "There is no such rule", 404, "The account has no rule with this id"));
    }
}
