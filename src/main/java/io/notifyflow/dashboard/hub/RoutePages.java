package io.notifyflow.dashboard.hub;

import io.notifyflow.client.api.OperationsApi;
import io.notifyflow.client.model.HubRoutes;
import io.notifyflow.client.model.MappedRoute;
import io.notifyflow.client.model.RouteChange;
import io.notifyflow.client.model.RouteMap;
import io.notifyflow.client.model.Routes;
import io.notifyflow.client.model.StoppedRoute;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The routes of the hub, for its operator: their map, what they did, their files; stops and starts them. */
@Controller
class RoutePages {

    private static final String PLACE = "/home/hub/routes";
    private static final String ALL_HUBS = "all";

    private final HubApi api;
    private final Pages pages;

    RoutePages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        if (!HubPages.stranger(pages, viewer, request, response)) {
            show(viewer, request, response, HttpServletResponse.SC_OK, null);
        }
    }

    @PostMapping(PLACE + "/{route}/stop")
    void stop(@PathVariable String route, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        change(route, false, viewer, request, response);
    }

    @PostMapping(PLACE + "/{route}/start")
    void start(@PathVariable String route, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        change(route, true, viewer, request, response);
    }

    private void change(
            String route, boolean running, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        if (HubPages.stranger(pages, viewer, request, response)) {
            return;
        }
        try {
            var unused = api.as(
                    viewer, client -> new OperationsApi(client).changeRoute(route, new RouteChange().running(running)));
            Pages.done(response, PLACE, running ? Said.ROUTE_STARTED : Said.ROUTE_STOPPED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        Routes routes = api.as(viewer, client -> new OperationsApi(client).showRoutes());
        RouteMap map = api.as(viewer, client -> new OperationsApi(client).showRouteMap());
        Values values = Values.of(request);
        String focus = map.getRoutes().stream()
                .map(MappedRoute::getRoute)
                .filter(values.of("focus")::equals)
                .findFirst()
                .orElse(null);
        List<HubRoutes> hubs = Stream.concat(Stream.of(routes.getHub()), routes.getOthers().stream())
                .toList();
        List<HubRoutes> counted = counted(hubs, values.of("hub"));
        var model = new HashMap<String, Object>();
        model.put("hubs", hubs);
        model.put("counted", counted);
        model.put("map", map);
        model.put("stopped", routes.getStopped());
        model.put("rows", RouteRow.of(map, routes, counted));
        model.put(
                "picture",
                RoutePicture.of(
                        map,
                        focus,
                        routes.getStopped().stream().map(StoppedRoute::getRoute).collect(Collectors.toSet())));
        model.put("focus", focus == null ? "" : focus);
        pages.write(
                response,
                status,
                "hub/routes",
                Pages.frame(request, viewer, "Routes", PLACE).fails(problem),
                model);
    }

    /** The hubs whose figures are shown: this one, unless another or all are asked for. */
    private static List<HubRoutes> counted(List<HubRoutes> hubs, String asked) {
        return asked.equals(ALL_HUBS)
                ? hubs
                : List.of(hubs.stream()
                        .filter(hub -> hub.getHub().equals(asked))
                        .findFirst()
                        .orElse(hubs.getFirst()));
    }
}
