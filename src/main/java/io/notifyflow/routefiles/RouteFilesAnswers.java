package io.notifyflow.routefiles;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.routefiles.RouteStops.Stop;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/routes, for operators alone: routes are those of the whole hub. */
@Component("routeFilesAnswers")
public class RouteFilesAnswers {

    private static final Logger log = LoggerFactory.getLogger(RouteFilesAnswers.class);
    private static final String RUNNING = "running";

    private final RouteReports reports;
    private final RouteVersions versions;
    private final RouteStops stops;
    private final RouteStopStore store;
    private final RouteStopNews news;
    private final ObjectMapper json;

    RouteFilesAnswers(
            RouteReports reports,
            RouteVersions versions,
            RouteStops stops,
            RouteStopStore store,
            RouteStopNews news,
            @Qualifier("eventMapper") ObjectMapper json) {
        this.reports = reports;
        this.versions = versions;
        this.stops = stops;
        this.store = store;
        this.news = news;
        this.json = json;
    }

    /** The routes of this hub and which sends to which. */
    record MapView(List<RouteView> routes, List<RouteMap.Call> calls) {}

    /**
     * A route on the map.
     *
     * @param kind      {@code entry}, {@code pipeline}, {@code destination} or {@code errors}
     * @param entrance  where exchanges come in from elsewhere; null if it is called
     * @param stoppable whether the hub can do without it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RouteView(
            String route,
            String file,
            String kind,
            @Nullable String entrance,
            @Nullable String description,
            boolean stoppable) {}

    /**
     * Whether a route runs, on all hubs.
     *
     * @param inFlight exchanges that are in it on this hub; they end as if it ran
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RouteState(
            String route,
            boolean running,
            int inFlight,
            @Nullable Instant stoppedAt,
            @Nullable String actorKind,
            @Nullable String actorName) {}

    public Reply show(Account account) {
        return account.operator() ? Reply.of(200, reports.all()) : operatorsOnly();
    }

    public Reply map(Account account) {
        if (!account.operator()) {
            return operatorsOnly();
        }
        RouteMap map = RouteMap.of(
                versions.live().values().stream().map(LiveFile::outline).toList());
        return Reply.of(200, new MapView(map.routes().stream().map(this::view).toList(), map.calls()));
    }

    private RouteView view(RouteMap.Node node) {
        LiveFile file = versions.live(node.file());
        var route = file == null ? null : file.context().getRoute(node.id());
        return new RouteView(
                node.id(),
                node.file(),
                node.kind().name().toLowerCase(Locale.ROOT),
                node.entrance(),
                route == null ? null : route.getDescription(),
                PipelineRoutes.stoppable(node.id()));
    }

    /**
     * Stops or starts a route on all hubs. What is in it ends as if nothing had happened.
     *
     * @param route null where the address has the word
     * @param body  {@code {"running": false}} or {@code true}
     * @throws InvalidRequest if that is not what the body says
     */
    public Reply change(Account account, Actor actor, @Nullable String route, byte[] body) throws IOException {
        if (!account.operator()) {
            return operatorsOnly();
        }
        boolean running = running(body);
        if (route == null || !known(route)) {
            return Reply.of(Problem.of(
                    "unknown-route",
                    "There is no such route",
                    404,
                    "No hub on this database has a route of this id; GET /api/v1/routes lists those there are"));
        }
        if (running) {
            store.start(account, actor, route);
        } else if (PipelineRoutes.stoppable(route)) {
            store.stop(account, actor, route);
        } else {
            return Reply.of(needed(route));
        }
        news.refresh();
        log.info("Route {} is {} by {} {}", route, running ? "started" : "stopped", actor.kind(), actor.name());
        return Reply.of(200, state(route));
    }

    private boolean running(byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of(RUNNING));
        boolean running = members.flag(RUNNING, true);
        if (!members.has(RUNNING)) {
            members.refuse(RUNNING, "is required");
        }
        members.check("invalid-route-change", "The route cannot be changed so");
        return running;
    }

    /** Also those that only another hub has, and those that were stopped before their file went. */
    private boolean known(String route) {
        RouteFilesReport.All all = reports.all();
        return stops.isStopped(route)
                || Stream.concat(Stream.of(all.hub()), all.others().stream())
                        .flatMap(hub -> hub.files().stream())
                        .anyMatch(file -> file.routes().contains(route));
    }

    private RouteState state(String route) {
        Stop stop = stops.all().get(route);
        int inFlight = versions.live().values().stream()
                .filter(file -> file.outline().routeIds().contains(route))
                .mapToInt(file -> file.inFlight(route))
                .sum();
        return stop == null
                ? new RouteState(route, true, inFlight, null, null, null)
                : new RouteState(route, false, inFlight, stop.at(), stop.kind(), stop.name());
    }

    private static Problem needed(String route) {
        return Problem.of(
                "route-needed",
                "The hub cannot do without this route",
                409,
                route.startsWith(PipelineRoutes.OPERATION)
                        ? "Without it nobody could start a route again. Its file says what it does; edit that"
                        : "No event gets through without it. To hold events back, pause destinations or stop their"
                                + " deliver routes; to take none, revoke keys, or stop the routes of sources; to do"
                                + " otherwise, edit its file");
    }

    private static Reply operatorsOnly() {
        return Reply.of(Problem.of(
                "operator-only",
                "Only operators see this",
                403,
                "It concerns all accounts of the hub; use a key of the operator's account"));
    }
}
