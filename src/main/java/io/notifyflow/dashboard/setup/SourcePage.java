package io.notifyflow.dashboard.setup;

import io.notifyflow.client.ApiResponse;
import io.notifyflow.client.api.SourcesApi;
import io.notifyflow.client.model.RecordedRequestPage;
import io.notifyflow.client.model.RequestOutcome;
import io.notifyflow.client.model.Source;
import io.notifyflow.client.model.SourceChange;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** One source: what arrived there last, what became of it, and for how long repeats are muted. */
@Controller
class SourcePage {

    private static final String PLACE = "/home/sources";
    private static final String MUTE_REPEATS = "muteRepeats";

    private final HubApi api;
    private final Pages pages;

    SourcePage(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE + "/{id}")
    void show(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, id, Values.of(request), null);
    }

    /** All settings are sent back with the one that is changed, for a change puts them in the place of those before. */
    @PostMapping(PLACE + "/{id}/repeats")
    void muteRepeats(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        Values values = Values.of(request);
        try {
            var settings = new LinkedHashMap<String, @Nullable Object>(
                    settings(find(viewer, id).getData()));
            settings.remove(MUTE_REPEATS);
            String muted = values.text(MUTE_REPEATS);
            if (muted != null) {
                settings.put(MUTE_REPEATS, muted);
            }
            var change = new SourceChange().settings(settings);
            var unused = api.as(viewer, client -> new SourcesApi(client).changeSource(id, change, values.text("etag")));
            Pages.done(response, PLACE + "/" + id, Said.CHANGED);
        } catch (Refused refused) {
            String wrong = refused.members().get("settings." + MUTE_REPEATS);
            var known = new Values(values.texts(), wrong == null ? Map.of() : Map.of(MUTE_REPEATS, wrong));
            show(viewer, request, response, refused.status(), id, known, refused.text());
        }
    }

    private ApiResponse<Source> find(Viewer viewer, UUID id) throws Refused {
        return api.as(viewer, client -> new SourcesApi(client).showSourceWithHttpInfo(id));
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            UUID id,
            Values values,
            @Nullable String problem)
            throws IOException, Refused {
        ApiResponse<Source> found = find(viewer, id);
        Source source = found.getData();
        RequestOutcome outcome = outcome(values);
        RecordedRequestPage requests =
                api.as(viewer, client -> new SourcesApi(client).listSourceRequests(id, outcome, null, null));
        var model = new HashMap<String, Object>();
        model.put("source", source);
        model.put("requests", requests.getRequests());
        model.put("outcome", outcome == null ? "" : outcome.getValue());
        model.put("etag", Etags.of(found));
        model.put("address", Pages.address(request));
        Object muted = settings(source).get(MUTE_REPEATS);
        model.put(
                "values",
                problem == null ? Values.of(Map.of(MUTE_REPEATS, muted == null ? "" : muted.toString())) : values);
        pages.write(
                response,
                status,
                "setup/source",
                Pages.frame(request, viewer, "Source " + source.getName(), PLACE)
                        .fails(problem),
                model);
    }

    private static @Nullable RequestOutcome outcome(Values values) {
        for (RequestOutcome outcome : io.notifyflow.dashboard.Choices.of(RequestOutcome.class)) {
            if (outcome.getValue().equals(values.of("outcome"))) {
                return outcome;
            }
        }
        return null;
    }

    private static Map<String, @Nullable Object> settings(Source source) {
        var settings = new LinkedHashMap<String, @Nullable Object>();
        if (source.getSettings() instanceof Map<?, ?> map) {
            map.forEach((name, value) -> settings.put(String.valueOf(name), value));
        }
        return settings;
    }
}
