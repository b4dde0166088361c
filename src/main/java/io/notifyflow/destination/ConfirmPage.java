package io.notifyflow.destination;

import io.notifyflow.destination.Confirmations.Asked;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a recipient confirms. Opening the link confirms nothing, for mail scanners open links too; its button does.
 */
@Controller
class ConfirmPage {

    private final Confirmations confirmations;
    private final PageWriter pages;

    ConfirmPage(Confirmations confirmations, PageWriter pages) {
        this.confirmations = confirmations;
        this.pages = pages;
    }

    @GetMapping(Confirmations.PATH + "{token}")
    void show(@PathVariable String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Asked> asked = confirmations.find(token);
        if (asked.isEmpty()) {
            expired(request, response);
            return;
        }
        pages.write(
                request,
                response,
                200,
                "people/confirm",
                Map.of(
                        "token",
                        token,
                        "account",
                        asked.get().account(),
                        "recipient",
                        asked.get().recipient()));
    }

    @PostMapping(Confirmations.PATH + "{token}")
    void confirm(@PathVariable String token, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (confirmations.confirm(token).isEmpty()) {
            expired(request, response);
            return;
        }
        pages.message(request, response, 200, "Confirmed", "Notifications are sent to this address from now on.");
    }

    private void expired(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.message(
                request,
                response,
                410,
                "This link has expired or was already used",
                "If you still want the notifications, ask whoever set them up for a new link.");
    }
}
