package io.notifyflow.dashboard.person;

import io.notifyflow.credential.InvalidPasskey;
import io.notifyflow.credential.Passkeys;
import io.notifyflow.credential.RelyingParty;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.identity.OwnPassword;
import io.notifyflow.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Adds, names and removes the viewer's passkeys. */
@Controller
class PasskeyPages {

    private static final String PLACE = SecurityPage.PLACE + "/passkeys";

    private static final String NAME =
            "name: a passkey has a name of 1 to " + Passkeys.MAX_NAME + " characters in one line.";

    private final Passkeys passkeys;
    private final FactorChanges changes;
    private final OwnPassword password;
    private final SecurityPage page;

    PasskeyPages(Passkeys passkeys, FactorChanges changes, OwnPassword password, SecurityPage page) {
        this.passkeys = passkeys;
        this.changes = changes;
        this.password = password;
        this.page = page;
    }

    /** What the browser is to be asked for. */
    @PostMapping(PLACE + "/options")
    void options(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<RelyingParty> site = page.site(request);
        Person person = viewer.person();
        if (site.isEmpty() || !password.present(person)) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String name = person.email() != null ? person.email() : person.shownName();
        response.setContentType("application/json");
        response.getOutputStream()
                .write(passkeys.creation(site.get(), person.id(), name, person.shownName())
                        .getBytes(StandardCharsets.UTF_8));
    }

    @PostMapping(PLACE)
    void add(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Values values = Values.of(request);
        Optional<String> name = name(values);
        Optional<RelyingParty> site = page.site(request);
        Person person = viewer.person();
        if (name.isEmpty() || site.isEmpty() || !password.present(person)) {
            page.refuse(viewer, request, response, NAME);
            return;
        }
        try {
            passkeys.add(site.get(), person.id(), values.of("sealed"), values.of("credential"), name.get());
        } catch (InvalidPasskey refused) {
            page.refuse(viewer, request, response, refused.getMessage() + ". Add it again.");
            return;
        }
        List<String> codes = changes.added(person, "person.passkey-added", Map.of("name", name.get()));
        if (codes.isEmpty()) {
            Pages.done(response, SecurityPage.PLACE, Said.CREATED);
        } else {
            page.show(viewer, request, response, HttpServletResponse.SC_CREATED, codes, null);
        }
    }

    private static Optional<String> name(Values values) {
        return Optional.ofNullable(values.text("name"))
                .filter(name -> name.codePointCount(0, name.length()) <= Passkeys.MAX_NAME)
                .filter(name -> name.chars().noneMatch(Character::isISOControl));
    }

    @PostMapping(PLACE + "/{id}/name")
    void rename(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> name = name(Values.of(request));
        if (name.isEmpty()) {
            page.refuse(viewer, request, response, NAME);
        } else {
            boolean unused = passkeys.rename(viewer.person().id(), id, name.get());
            Pages.done(response, SecurityPage.PLACE, Said.CHANGED);
        }
    }

    @PostMapping(PLACE + "/{id}/remove")
    void remove(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Person person = viewer.person();
        if (!page.removable(viewer)) {
            page.refuse(viewer, request, response, AuthenticatorPages.LAST);
            return;
        }
        if (passkeys.remove(person.id(), id)) {
            changes.removed(person, "person.passkey-removed", Map.of());
        }
        Pages.done(response, SecurityPage.PLACE, Said.DELETED);
    }
}
