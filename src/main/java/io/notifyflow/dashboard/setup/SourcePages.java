package io.notifyflow.dashboard.setup;

import io.notifyflow.client.api.SourcesApi;
import io.notifyflow.client.model.CreatedSource;
import io.notifyflow.client.model.Source;
import io.notifyflow.client.model.SourceRequest;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Sources: where other systems bring what they have to say; the address of one is shown when it is made. */
@Controller
class SourcePages {

    private static final String PLACE = "/home/sources";

    private final HubApi api;
    private final Pages pages;

    SourcePages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, Values.none(), null, null);
    }

    @PostMapping(PLACE)
    void create(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        var asked = new SourceRequest()
                .type(values.text("type"))
                .name(values.text("name"))
                .category(values.text("category"))
                .secret(values.text("secret"))
                .settings(values.pairs("settings"));
        try {
            CreatedSource made = api.as(viewer, client -> new SourcesApi(client).createSource(asked));
            show(viewer, request, response, HttpServletResponse.SC_CREATED, Values.none(), made, null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/revoke")
    void revoke(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new SourcesApi(client).revokeSource(id));
            Pages.done(response, PLACE, Said.REVOKED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), Values.none(), null, refused.text());
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Values values,
            @Nullable CreatedSource made,
            @Nullable String problem)
            throws IOException, Refused {
        List<Source> sources =
                api.as(viewer, client -> new SourcesApi(client).listSources()).getSources();
        var model = new HashMap<String, Object>();
        model.put("sources", sources);
        model.put("values", values);
        if (made != null) {
            model.put("made", made);
            // As the browser sees the hub, which is how the sender will.
            model.put("address", Pages.address(request) + made.getPath());
        }
        pages.write(
                response,
                status,
                "setup/sources",
                Pages.frame(request, viewer, "Sources", PLACE).fails(problem),
                model);
    }
}
