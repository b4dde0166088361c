package io.notifyflow.dashboard.team;

import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.Identities;
import io.notifyflow.identity.SignInChoices;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** With which providers the viewer signs in, and with which they could as well. */
@Controller
class SignInMethodPages {

    private static final String PLACE = "/home/sign-in-methods";

    private final Identities identities;
    private final SignInChoices providers;
    private final Pages pages;

    SignInMethodPages(Identities identities, SignInChoices providers, Pages pages) {
        this.identities = identities;
        this.providers = providers;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(viewer, request, response, HttpServletResponse.SC_OK, null);
    }

    @PostMapping(PLACE + "/{id}/unlink")
    void unlink(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (identities.unlink(viewer.person(), id)) {
            case DONE -> Pages.done(response, PLACE, Said.DELETED);
            case UNKNOWN ->
                show(
                        viewer,
                        request,
                        response,
                        HttpServletResponse.SC_NOT_FOUND,
                        "This identity is not linked to you.");
            case LAST ->
                show(
                        viewer,
                        request,
                        response,
                        HttpServletResponse.SC_CONFLICT,
                        "You could not sign in any more. Link another identity first.");
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException {
        pages.write(
                response,
                status,
                "team/signinmethods",
                Pages.frame(request, viewer, "Sign-in methods", PLACE).fails(problem),
                Map.of("identities", identities.of(viewer.person()), "providers", providers));
    }
}
