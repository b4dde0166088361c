package io.notifyflow.dashboard.person;

import io.notifyflow.credential.AuthenticatorApps;
import io.notifyflow.credential.QrCode;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.OwnPassword;
import io.notifyflow.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Sets up and removes the viewer's authenticator app, and makes recovery codes. */
@Controller
class AuthenticatorPages {

    static final String LAST = "Your role needs a second factor. Add another one before you remove this one.";

    private static final String PLACE = SecurityPage.PLACE + "/authenticator";
    private static final int MAX_CODE = 20;
    private static final int MAX_SEALED = 1000;

    private final AuthenticatorApps apps;
    private final FactorChanges changes;
    private final OwnPassword password;
    private final SecurityPage page;
    private final Pages pages;

    AuthenticatorPages(
            AuthenticatorApps apps, FactorChanges changes, OwnPassword password, SecurityPage page, Pages pages) {
        this.apps = apps;
        this.changes = changes;
        this.password = password;
        this.page = page;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void begin(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!password.present(viewer.person())) {
            Pages.done(response, SecurityPage.PLACE, null);
            return;
        }
        AuthenticatorApps.Setup setup = apps.begin(viewer.person().id(), name(viewer.person()));
        show(viewer, request, response, HttpServletResponse.SC_OK, setup, null);
    }

    private static String name(Person person) {
        return person.email() != null ? person.email() : person.shownName();
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            AuthenticatorApps.Setup setup,
            @Nullable String problem)
            throws IOException {
        pages.write(
                response,
                status,
                "person/authenticator",
                Pages.frame(request, viewer, "Authenticator app", SecurityPage.PLACE)
                        .fails(problem),
                Map.of("setup", setup, "code", QrCode.of(setup.uri())));
    }

    /** The app counts once it has shown a code. */
    @PostMapping(PLACE)
    void confirm(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Values values = Values.of(request);
        Person person = viewer.person();
        String sealed = values.of("sealed");
        boolean confirmed = password.present(person)
                && sealed.length() <= MAX_SEALED
                && values.of("code").length() <= MAX_CODE
                && apps.confirm(person.id(), sealed, values.of("code"));
        if (!confirmed) {
            show(
                    viewer,
                    request,
                    response,
                    422,
                    apps.resume(person.id(), name(person), sealed),
                    "code: it is not the one that the app shows for this key. Check the clock of the device, and enter the next"
                            + " code.");
            return;
        }
        List<String> codes = changes.added(person, "person.authenticator-added", Map.of());
        if (codes.isEmpty()) {
            Pages.done(response, SecurityPage.PLACE, Said.CREATED);
        } else {
            page.show(viewer, request, response, HttpServletResponse.SC_CREATED, codes, null);
        }
    }

    @PostMapping(PLACE + "/remove")
    void remove(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!page.removable(viewer)) {
            page.refuse(viewer, request, response, LAST);
            return;
        }
        if (apps.remove(viewer.person().id())) {
            changes.removed(viewer.person(), "person.authenticator-removed", Map.of());
        }
        Pages.done(response, SecurityPage.PLACE, Said.DELETED);
    }

    @PostMapping(SecurityPage.PLACE + "/recovery-codes")
    void codes(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> made = changes.newCodes(viewer.person());
        page.show(viewer, request, response, HttpServletResponse.SC_CREATED, made, null);
    }
}
