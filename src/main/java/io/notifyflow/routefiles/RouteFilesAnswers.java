package io.notifyflow.routefiles;

import io.notifyflow.account.Account;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import org.springframework.stereotype.Component;

/** The answer of /api/v1/routes. */
@Component("routeFilesAnswers")
public class RouteFilesAnswers {

    private final RouteReports reports;

    RouteFilesAnswers(RouteReports reports) {
        this.reports = reports;
    }

    /** For operators alone: route files are those of the whole hub. */
    public Reply show(Account account) {
        return account.operator()
                ? Reply.of(200, reports.all())
                : Reply.of(Problem.of(
                        "operator-only",
                        "Only operators see this",
                        403,
                        "It concerns all accounts of the hub; use a key of the operator's account"));
    }
}
