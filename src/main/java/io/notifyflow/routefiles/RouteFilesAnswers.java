package io.notifyflow.routefiles;

import io.notifyflow.event.Reply;
import org.springframework.stereotype.Component;

/** The answer of /api/v1/routes. */
@Component("routeFilesAnswers")
public class RouteFilesAnswers {

    private final RouteReports reports;

    RouteFilesAnswers(RouteReports reports) {
        this.reports = reports;
    }

    public Reply show() {
        return Reply.of(200, reports.all());
    }
}
