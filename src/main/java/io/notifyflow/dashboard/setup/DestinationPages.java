package io.notifyflow.dashboard.setup;

import io.notifyflow.client.ApiResponse;
import io.notifyflow.client.api.DestinationsApi;
import io.notifyflow.client.model.Batching;
import io.notifyflow.client.model.Destination;
import io.notifyflow.client.model.DestinationChange;
import io.notifyflow.client.model.DestinationPause;
import io.notifyflow.client.model.DestinationRequest;
import io.notifyflow.client.model.DestinationTest;
import io.notifyflow.client.model.SettingsChangeValue;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.dashboard.setup.DestinationForm.Kind;
import io.notifyflow.dashboard.setup.DestinationForm.Setting;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where events go. */
@Controller
class DestinationPages {

    static final String PLACE = "/home/destinations";

    private final HubApi api;
    private final DestinationForm form;
    private final Pages pages;

    DestinationPages(HubApi api, DestinationForm form, Pages pages) {
        this.api = api;
        this.form = form;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, null);
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        List<Destination> destinations = api.as(viewer, client -> new DestinationsApi(client).listDestinations())
                .getDestinations();
        pages.write(
                response,
                status,
                "setup/destinations",
                Pages.frame(request, viewer, "Destinations", PLACE).fails(problem),
                Map.of("destinations", destinations, "kinds", form.kinds(), "names", form.names()));
    }

    /** The form for a new one; or for one that is there, to enter it anew. */
    @GetMapping(PLACE + "/new")
    void blank(
            @RequestParam String type,
            @RequestParam(defaultValue = "") String name,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, Refused {
        Optional<Kind> kind = form.find(type);
        if (kind.isEmpty()) {
            pages.missing(request, response, viewer, "There is no such type of destination.");
            return;
        }
        boolean first = viewer.account().destinations().isEmpty();
        var texts = new LinkedHashMap<String, Object>();
        texts.put("name", name.isEmpty() ? type : name);
        if (first) {
            texts.put("default", "on");
        }
        ask(viewer, request, response, HttpServletResponse.SC_OK, kind.get(), Values.of(texts), null);
    }

    /** What is secret stays as it is unless it is entered anew. */
    @GetMapping(PLACE + "/{id}/edit")
    void edit(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        ApiResponse<Destination> found =
                api.as(viewer, client -> new DestinationsApi(client).showDestinationWithHttpInfo(id));
        Destination destination = found.getData();
        var texts = new HashMap<String, @Nullable Object>(destination.getSettings());
        texts.put("name", destination.getName());
        texts.put("default", Boolean.TRUE.equals(destination.getDefault()) ? "on" : null);
        texts.put("batching", destination.getBatching().getValue());
        texts.put("digestSeconds", destination.getDigestSeconds());
        texts.put("etag", Etags.of(found));
        change(viewer, request, response, HttpServletResponse.SC_OK, destination, Values.of(texts), null);
    }

    @PostMapping(PLACE + "/{id}")
    void change(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        Values values = Values.of(request);
        Destination destination = api.as(viewer, client -> new DestinationsApi(client).showDestination(id));
        Kind kind = kind(destination);
        var settings = new HashMap<String, SettingsChangeValue>();
        for (Setting setting : kind.settings()) {
            String text = values.text(setting.name());
            String before = destination.getSettings().get(setting.name());
            if (text == null ? before != null : !text.equals(before)) {
                settings.put(setting.name(), text == null ? new SettingsChangeValue() : new SettingsChangeValue(text));
            }
        }
        boolean digest = values.of("batching").equals("digest");
        var asked = new DestinationChange()
                .name(values.text("name"))
                ._default(values.ticked("default"))
                .batching(Batching.fromValue(values.of("batching")))
                .digestSeconds(digest ? DeliveryTimesForm.seconds(values) : null)
                .settings(settings.isEmpty() ? null : settings);
        try {
            var unused = api.as(
                    viewer, client -> new DestinationsApi(client).changeDestination(id, asked, values.text("etag")));
            Pages.done(response, PLACE, Said.CHANGED);
        } catch (Refused refused) {
            change(viewer, request, response, refused.status(), destination, values.refused(refused), refused.text());
        }
    }

    private void change(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Destination destination,
            Values values,
            @Nullable String problem)
            throws IOException {
        Map<String, Object> model = model(kind(destination), values);
        model.put("id", destination.getId());
        pages.write(
                response,
                status,
                "setup/destination",
                Pages.frame(request, viewer, "Destination " + destination.getName(), PLACE)
                        .fails(problem),
                model);
    }

    private Map<String, Object> model(Kind kind, Values values) {
        var model = new HashMap<String, Object>(Map.of("kind", kind, "values", values));
        form.invitation(kind.type()).ifPresent(address -> model.put("invitation", address));
        return model;
    }

    /** Of a type whose route is gone nothing but what all have in common can be changed. */
    private Kind kind(Destination destination) {
        return form.find(destination.getType())
                .orElseGet(() -> new Kind(destination.getType(), destination.getType(), "", List.of()));
    }

    @PostMapping(PLACE)
    void enter(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        Optional<Kind> kind = form.find(values.of("type"));
        if (kind.isEmpty()) {
            pages.missing(request, response, viewer, "There is no such type of destination.");
            return;
        }
        var settings = new LinkedHashMap<String, String>();
        for (Setting setting : kind.get().settings()) {
            String text = values.text(setting.name());
            if (text != null) {
                settings.put(setting.name(), text);
            }
        }
        var asked = new DestinationRequest()
                .name(values.text("name"))
                .type(kind.get().type())
                ._default(values.ticked("default"))
                .settings(settings);
        try {
            var unused = api.as(viewer, client -> new DestinationsApi(client).enterDestination(asked));
            Pages.done(response, "start".equals(values.of("then")) ? "/home/start" : PLACE, Said.CREATED);
        } catch (Refused refused) {
            ask(viewer, request, response, refused.status(), kind.get(), values.refused(refused), refused.text());
        }
    }

    private void ask(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Kind kind,
            Values values,
            @Nullable String problem)
            throws IOException {
        pages.write(
                response,
                status,
                "setup/destination",
                Pages.frame(request, viewer, kind.name(), PLACE).fails(problem),
                model(kind, values));
    }

    /** Sends a test message, and shows what becomes of it. */
    @PostMapping(PLACE + "/{id}/test")
    void test(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            DestinationTest test = api.as(viewer, client -> new DestinationsApi(client).testDestination(id));
            Pages.done(response, "/home/events/" + test.getEventId(), Said.SENT);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    /** Sends the recipient another mail to confirm with. */
    @PostMapping(PLACE + "/{id}/confirmation")
    void askAgain(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new DestinationsApi(client).askRecipientToConfirm(id));
            Pages.done(response, PLACE, Said.ASKED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/pause")
    void pause(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused =
                    api.as(viewer, client -> new DestinationsApi(client).pauseDestination(id, new DestinationPause()));
            Pages.done(response, back(request), Said.PAUSED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/resume")
    void resume(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new DestinationsApi(client).resumeDestination(id));
            Pages.done(response, back(request), Said.RESUMED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    private static String back(HttpServletRequest request) {
        return "deliveries".equals(Values.of(request).of("then")) ? "/home/deliveries" : PLACE;
    }

    @PostMapping(PLACE + "/{id}/delete")
    void delete(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new DestinationsApi(client).deleteDestination(id, null, null));
            Pages.done(response, PLACE, Said.DELETED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }
}
