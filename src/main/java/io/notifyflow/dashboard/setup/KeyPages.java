package io.notifyflow.dashboard.setup;

import io.notifyflow.client.api.KeysApi;
import io.notifyflow.client.model.CreatedKey;
import io.notifyflow.client.model.Key;
import io.notifyflow.client.model.KeyRequest;
import io.notifyflow.client.model.KeyRotation;
import io.notifyflow.client.model.Scope;
import io.notifyflow.dashboard.Frame;
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

/** API keys; the text of one is on the page that follows its making, and never again. */
@Controller
class KeyPages {

    private static final String PLACE = "/home/keys";

    private final HubApi api;
    private final Pages pages;

    KeyPages(HubApi api, Pages pages) {
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
        var asked = new KeyRequest()
                .name(values.text("name"))
                .scopes(values.all("scopes").stream().map(Scope::fromValue).toList())
                .expiresAt(values.endOfDay("expires", viewer.zone()))
                .signed(values.ticked("signed"));
        try {
            CreatedKey made = api.as(viewer, client -> new KeysApi(client).createKey(asked));
            show(viewer, request, response, HttpServletResponse.SC_CREATED, Values.none(), made, null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/rotate")
    void rotate(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            CreatedKey made = api.as(viewer, client -> new KeysApi(client).rotateKey(id, new KeyRotation()));
            show(viewer, request, response, HttpServletResponse.SC_CREATED, Values.none(), made, null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), Values.none(), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/revoke")
    void revoke(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new KeysApi(client).revokeKey(id));
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
            @Nullable CreatedKey made,
            @Nullable String problem)
            throws IOException, Refused {
        List<Key> keys =
                api.as(viewer, client -> new KeysApi(client).listKeys()).getKeys();
        Frame frame = Pages.frame(request, viewer, "API keys", PLACE).fails(problem);
        var model = new HashMap<String, Object>();
        model.put("keys", keys);
        model.put("values", values);
        if (made != null) {
            model.put("made", made);
            response.setHeader("Cache-Control", "no-store");
        }
        pages.write(response, status, "setup/keys", frame, model);
    }
}
