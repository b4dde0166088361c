package io.notifyflow.dashboard.person;

import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.OwnPassword;
import io.notifyflow.identity.OwnSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Ends the viewer's sessions, and changes their password, which ends the others. */
@Controller
class SessionPages {

    private static final String PLACE = SecurityPage.PLACE + "/sessions";

    private final OwnSessions sessions;
    private final OwnPassword password;
    private final SecurityPage page;

    SessionPages(OwnSessions sessions, OwnPassword password, SecurityPage page) {
        this.sessions = sessions;
        this.password = password;
        this.page = page;
    }

    @PostMapping(PLACE + "/{id}/end")
    void end(@PathVariable UUID id, Viewer viewer, HttpServletResponse response) throws IOException {
        boolean unused = sessions.end(viewer.person(), id);
        Pages.done(response, SecurityPage.PLACE, Said.SIGNED_OUT);
    }

    @PostMapping(PLACE + "/end-others")
    void endOthers(Viewer viewer, HttpServletResponse response) throws IOException {
        int unused = sessions.endOthers(viewer.person());
        Pages.done(response, SecurityPage.PLACE, Said.SIGNED_OUT);
    }

    @PostMapping(SecurityPage.PLACE + "/password")
    void change(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Values values = Values.of(request);
        String problem = password.change(viewer.person(), values.of("present"), values.of("wanted"), request);
        if (problem.isEmpty()) {
            Pages.done(response, SecurityPage.PLACE, Said.PASSWORD_CHANGED);
        } else {
            page.refuse(viewer, request, response, problem);
        }
    }
}
