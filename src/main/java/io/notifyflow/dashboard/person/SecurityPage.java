package io.notifyflow.dashboard.person;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.credential.Passkeys;
import io.notifyflow.credential.RelyingParty;
import io.notifyflow.credential.SecondFactors;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.OwnPassword;
import io.notifyflow.identity.OwnSessions;
import io.notifyflow.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** How the viewer signs in, and where they are signed in. */
@Controller
class SecurityPage {

    static final String PLACE = "/home/security";
    static final String TITLE = "Security";

    private final SecondFactors factors;
    private final Passkeys passkeys;
    private final OwnPassword password;
    private final OwnSessions sessions;
    private final PublicAddress address;
    private final Pages pages;

    SecurityPage(
            SecondFactors factors,
            Passkeys passkeys,
            OwnPassword password,
            OwnSessions sessions,
            PublicAddress address,
            Pages pages) {
        this.factors = factors;
        this.passkeys = passkeys;
        this.password = password;
        this.sessions = sessions;
        this.address = address;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(viewer, request, response, HttpServletResponse.SC_OK, List.of(), null);
    }

    /** The page after something was refused. */
    void refuse(Viewer viewer, HttpServletRequest request, HttpServletResponse response, String problem)
            throws IOException {
        show(viewer, request, response, 422, List.of(), problem);
    }

    /**
     * @param codes recovery codes that were made a moment ago, and are shown this once
     */
    void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            List<String> codes,
            @Nullable String problem)
            throws IOException {
        SecondFactors.Held held = factors.of(viewer.person().id());
        boolean local = password.present(viewer.person());
        var model = new HashMap<String, Object>();
        model.put("local", local);
        model.put("held", held);
        model.put("missing", local && required(viewer) && !held.any());
        model.put("passkeys", passkeys.list(viewer.person().id()));
        model.put("passkeysPossible", site(request).isPresent());
        model.put("sessions", sessions.list(viewer.person()));
        model.put("codes", codes);
        pages.write(
                response,
                status,
                "person/security",
                Pages.frame(request, viewer, TITLE, PLACE).fails(problem),
                model);
    }

    /** Empty where browsers know no passkeys. */
    Optional<RelyingParty> site(HttpServletRequest request) {
        return RelyingParty.of(address, request.getHeader("X-Forwarded-Host"));
    }

    /** Whether the viewer's role asks for a second factor. */
    boolean required(Viewer viewer) {
        boolean owner = viewer.person().role() == Role.OWNER;
        return factors.required(owner, owner && viewer.account().operator());
    }

    /** Whether the viewer may give up one of their second factors. */
    boolean removable(Viewer viewer) {
        return !required(viewer) || factors.of(viewer.person().id()).count() > 1;
    }
}
