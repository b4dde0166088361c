package io.notifyflow.dashboard.team;

import io.notifyflow.client.api.PeopleApi;
import io.notifyflow.client.model.InvitationRequest;
import io.notifyflow.client.model.MadeInvitation;
import io.notifyflow.client.model.PeopleList;
import io.notifyflow.client.model.PersonChange;
import io.notifyflow.client.model.Role;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Who belongs to the account. */
@Controller
class PeoplePages {

    private static final String PLACE = "/home/people";

    private final HubApi api;
    private final Pages pages;

    PeoplePages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, Values.none(), null, null);
    }

    @PostMapping(PLACE)
    void invite(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        var asked = new InvitationRequest()
                .email(values.text("email"))
                .role(values.of("role").equals("owner") ? Role.OWNER : Role.MEMBER);
        try {
            MadeInvitation made = api.as(viewer, client -> new PeopleApi(client).invitePerson(asked));
            show(viewer, request, response, HttpServletResponse.SC_CREATED, Values.none(), made, null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/role")
    void role(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        Role role = Values.of(request).of("role").equals("owner") ? Role.OWNER : Role.MEMBER;
        try {
            var unused =
                    api.as(viewer, client -> new PeopleApi(client).changePerson(id, new PersonChange().role(role)));
            Pages.done(response, PLACE, Said.CHANGED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), Values.none(), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/remove")
    void remove(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new PeopleApi(client).removePerson(id));
            Pages.done(response, PLACE, Said.DELETED);
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
            @Nullable MadeInvitation made,
            @Nullable String problem)
            throws IOException, Refused {
        PeopleList list = api.as(viewer, client -> new PeopleApi(client).listPeople());
        var model = new HashMap<String, Object>();
        model.put("list", list);
        model.put("values", values);
        if (made != null) {
            model.put("made", made);
        }
        pages.write(
                response,
                status,
                "team/people",
                Pages.frame(request, viewer, "People", PLACE).fails(problem),
                model);
    }
}
