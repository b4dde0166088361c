package io.notifyflow.dashboard.deliveries;

import io.notifyflow.client.api.DeadLettersApi;
import io.notifyflow.client.model.DeadLetterCount;
import io.notifyflow.client.model.DeadLetterFilter;
import io.notifyflow.client.model.DeadLetterPage;
import io.notifyflow.client.model.Redrive;
import io.notifyflow.client.model.RedriveRequest;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** What was given up, and how it gets another chance: one by one, or a set with its progress. */
@Controller
class DeadLetterPages {

    private static final String PLACE = "/home/dead-letters";
    private static final int PER_PAGE = 50;
    private static final int RATE = 50;

    private final HubApi api;
    private final Pages pages;

    DeadLetterPages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, null);
    }

    /** The redrives and their progress, for a page that is left open. */
    @GetMapping(PLACE + "/redrives")
    void redrives(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        pages.fragment(
                response,
                "deliveries/redrives",
                Map.of("frame", Pages.frame(request, viewer, "Dead letters", PLACE), "redrives", redrivesOf(viewer)));
    }

    private List<Redrive> redrivesOf(Viewer viewer) throws Refused {
        return api.as(viewer, client -> new DeadLettersApi(client).listRedrives())
                .getRedrives();
    }

    @PostMapping(PLACE + "/redrives")
    void redrive(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        var asked = new RedriveRequest().perSecond(RATE);
        if (filtered(values)) {
            asked.filter(filter(values));
        } else {
            asked.all(true);
        }
        try {
            var unused = api.as(viewer, client -> new DeadLettersApi(client).startRedrive(asked));
            Pages.done(response, PLACE, Said.STARTED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    @PostMapping(PLACE + "/redrives/{id}/cancel")
    void cancel(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new DeadLettersApi(client).cancelRedrive(id));
            Pages.done(response, PLACE, Said.CANCELLED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    private static boolean filtered(Values values) {
        return values.text("category") != null
                || values.text("destination") != null
                || number(values, "status") != null
                || number(values, "code") != null;
    }

    private static DeadLetterFilter filter(Values values) {
        return new DeadLetterFilter()
                .category(values.text("category"))
                .destination(values.text("destination"))
                .httpStatus(number(values, "status"))
                .errorCode(number(values, "code"));
    }

    private static @Nullable Integer number(Values values, String name) {
        try {
            String text = values.text(name);
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        Values values = Values.of(request);
        DeadLetterFilter filter = filter(values);
        DeadLetterPage page = api.as(viewer, client -> new DeadLettersApi(client)
                .listDeadLetters(
                        filter.getDestination(),
                        filter.getCategory(),
                        filter.getErrorCode(),
                        filter.getHttpStatus(),
                        null,
                        null,
                        PER_PAGE,
                        values.text("cursor")));
        DeadLetterCount count = api.as(viewer, client -> new DeadLettersApi(client)
                .countDeadLetters(
                        filter.getDestination(),
                        filter.getCategory(),
                        filter.getErrorCode(),
                        filter.getHttpStatus(),
                        null,
                        null));
        var model = new HashMap<String, Object>();
        model.put("page", page);
        model.put("count", count);
        model.put("values", values);
        model.put("filtered", filtered(values));
        model.put("redrives", redrivesOf(viewer));
        pages.write(
                response,
                status,
                "deliveries/deadletters",
                Pages.frame(request, viewer, "Dead letters", PLACE).fails(problem),
                model);
    }
}
