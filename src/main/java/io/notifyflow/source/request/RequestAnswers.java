package io.notifyflow.source.request;

import io.notifyflow.account.Account;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answer of /api/v1/sources/{sourceId}/requests. */
@Component("sourceRequestAnswers")
public class RequestAnswers {

    private static final UUID LATEST = new UUID(-1, -1);
    private static final int MOST = 200;

    private final RecordedRequests requests;

    RequestAnswers(RecordedRequests requests) {
        this.requests = requests;
    }

    /**
     * @throws InvalidRequest for a parameter that it does not know, or a source that the account does not have
     */
    public Reply list(Account account, String id, @Nullable String query) {
        var parameters = QueryParameters.of(query, Set.of("outcome", "limit", "cursor"));
        Outcome outcome =
                parameters.read("outcome", Outcome::of, "must be told, repeated, ignored, refused or answered");
        int limit = parameters.number("limit", 1, MOST, RecordedRequests.KEPT);
        UUID before = parameters.id("cursor");
        parameters.check();
        UUID source = Ids.parse(id)
                .filter(known -> requests.isThere(account.id(), known))
                .orElseThrow(RequestAnswers::unknown);
        List<RequestView> found = requests.list(
                source, outcome == null ? null : outcome.text(), before == null ? LATEST : before, limit + 1);
        return Reply.of(
                200,
                found.size() <= limit
                        ? new RequestView.Page(found, null)
                        : new RequestView.Page(
                                found.subList(0, limit), found.get(limit - 1).requestId()));
    }

    private static InvalidRequest unknown() {
        return new InvalidRequest(
                Problem.of("unknown-source", "There is no such source", 404, "The account has no source with this id"));
    }
}
