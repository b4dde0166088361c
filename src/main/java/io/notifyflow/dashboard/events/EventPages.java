package io.notifyflow.dashboard.events;

import io.notifyflow.account.Category;
import io.notifyflow.client.api.DeadLettersApi;
import io.notifyflow.client.api.DeliveriesApi;
import io.notifyflow.client.api.EventsApi;
import io.notifyflow.client.model.Delivery;
import io.notifyflow.client.model.Event;
import io.notifyflow.client.model.ResendRequest;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The events of all categories, and each by itself: what it was, where it went and why. */
@Controller
class EventPages {

    private static final String PLACE = "/home/events";

    private final EventTable table;
    private final HubApi api;
    private final Clock clock;
    private final Pages pages;

    EventPages(EventTable table, HubApi api, Clock clock, Pages pages) {
        this.table = table;
        this.api = api;
        this.clock = clock;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Values values = Values.of(request);
        Query query = Query.of(values, Range.of(values, clock.instant().atZone(viewer.zone())));
        String category = values.text("category");
        List<EventRow> found = table.before(
                viewer.account().id(),
                query.filter(category == null ? null : category.toLowerCase(Locale.ROOT)),
                query.cursor(),
                Query.PER_PAGE + 1);
        boolean more = found.size() > Query.PER_PAGE;
        List<EventRow> shown = more ? found.subList(0, Query.PER_PAGE) : found;
        var model = new HashMap<String, Object>();
        model.put("rows", shown);
        model.put("values", values);
        model.put("query", query);
        if (more) {
            model.put("next", query.onward(shown.getLast().id()));
        }
        pages.write(response, "events/events", Pages.frame(request, viewer, "Events", PLACE), model);
    }

    @GetMapping(PLACE + "/{id}")
    void show(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        show(id, viewer, request, response, HttpServletResponse.SC_OK, null);
    }

    /** Puts a delivery that was given up back into the queue. */
    @PostMapping(PLACE + "/{id}/deliveries/{delivery}/redrive")
    void redrive(
            @PathVariable UUID id,
            @PathVariable UUID delivery,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new DeadLettersApi(client).redriveDeadLetter(delivery));
            Pages.done(response, PLACE + "/" + id, Said.REDRIVEN);
        } catch (Refused refused) {
            show(id, viewer, request, response, refused.status(), refused.text());
        }
    }

    /** Sends it also where it did not go. */
    @PostMapping(PLACE + "/{id}/deliveries")
    void resend(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        var asked = new ResendRequest().destination(Values.of(request).of("destination"));
        try {
            var unused = api.as(viewer, client -> new DeliveriesApi(client).resendEvent(id, asked));
            Pages.done(response, PLACE + "/" + id, Said.SENT);
        } catch (Refused refused) {
            show(id, viewer, request, response, refused.status(), refused.text());
        }
    }

    private void show(
            UUID id,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        Event event = api.as(viewer, client -> new EventsApi(client).showEvent(id));
        Category category = viewer.account().category(event.getCategory());
        var model = new HashMap<String, Object>();
        model.put("event", event);
        model.put("preview", Preview.of(event, category));
        model.put("raw", Preview.raw(event));
        List<UUID> there =
                event.getDeliveries().stream().map(Delivery::getDestinationId).toList();
        model.put(
                "others",
                viewer.account().destinations().stream()
                        .filter(destination -> !there.contains(destination.id()))
                        .toList());
        // What is on its way changes by itself.
        model.put(
                "settled",
                !List.of("accepted", "set-aside", "pending")
                        .contains(event.getStatus().getValue()));
        pages.write(
                response,
                status,
                "events/event",
                Pages.frame(
                                request,
                                viewer,
                                event.getTitle() == null ? "Event in " + event.getCategory() : event.getTitle(),
                                PLACE)
                        .fails(problem),
                model);
    }
}
