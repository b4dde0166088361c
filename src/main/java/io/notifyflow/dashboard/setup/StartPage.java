package io.notifyflow.dashboard.setup;

import io.notifyflow.client.api.DestinationsApi;
import io.notifyflow.client.api.EventsApi;
import io.notifyflow.client.api.KeysApi;
import io.notifyflow.client.model.Destination;
import io.notifyflow.client.model.FoundEvent;
import io.notifyflow.client.model.KeyRequest;
import io.notifyflow.client.model.Scope;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The first minutes: from an empty account to its own first event on the page. */
@Controller
class StartPage {

    private static final String PLACE = "/home/start";

    private final HubApi api;
    private final Pages pages;

    StartPage(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, null, null);
    }

    /** A key that may only send, to be pasted with the line that it stands in. */
    @PostMapping(PLACE + "/key")
    void key(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        try {
            String key = api.as(viewer, client -> new KeysApi(client)
                            .createKey(new KeyRequest().name("first steps").addScopesItem(Scope.SEND)))
                    .getKey();
            show(viewer, request, response, HttpServletResponse.SC_CREATED, key, null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), null, refused.text());
        }
    }

    /** The part that looks for the first event, and in the end has it. */
    @GetMapping(PLACE + "/arrival")
    void arrival(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        var model = new HashMap<String, Object>();
        model.put("frame", Pages.frame(request, viewer, "First steps", PLACE));
        FoundEvent first = first(viewer);
        if (first != null) {
            model.put("first", first);
        }
        pages.fragment(response, "setup/arrival", model);
    }

    private @Nullable FoundEvent first(Viewer viewer) throws Refused {
        List<FoundEvent> events = api.as(viewer, client -> new EventsApi(client)
                        .searchEvents(null, null, null, null, null, null, null, 1, null))
                .getEvents();
        return events.isEmpty() ? null : events.getFirst();
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String key,
            @Nullable String problem)
            throws IOException, Refused {
        List<Destination> destinations = api.as(viewer, client -> new DestinationsApi(client).listDestinations())
                .getDestinations();
        var model = new HashMap<String, Object>();
        model.put("destinations", destinations);
        model.put("address", Pages.address(request));
        model.put(
                "category",
                viewer.account().categories().values().stream()
                        .map(category -> category.name())
                        .sorted()
                        .findFirst()
                        .orElse(""));
        FoundEvent first = first(viewer);
        if (first != null) {
            model.put("first", first);
        }
        if (key != null) {
            model.put("key", key);
        }
        pages.write(
                response,
                status,
                "setup/start",
                Pages.frame(request, viewer, "First steps", PLACE).fails(problem),
                model);
    }
}
