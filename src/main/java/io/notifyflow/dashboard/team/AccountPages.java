package io.notifyflow.dashboard.team;

import io.notifyflow.client.ApiResponse;
import io.notifyflow.client.api.AccountApi;
import io.notifyflow.client.model.Account;
import io.notifyflow.client.model.AccountChange;
import io.notifyflow.client.model.AccountClosing;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The account's name, what its plan allows, and its end. */
@Controller
class AccountPages {

    private static final String PLACE = "/home/account";

    private final HubApi api;
    private final Pages pages;

    AccountPages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, null, null);
    }

    @PostMapping(PLACE)
    void rename(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        try {
            var unused = api.as(viewer, client -> new AccountApi(client)
                    .changeAccount(new AccountChange().name(values.text("name")), values.text("etag")));
            Pages.done(response, PLACE, Said.CHANGED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), refused.text());
        }
    }

    /** For good; whoever was signed in is signed out. */
    @PostMapping(PLACE + "/close")
    void close(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        try {
            var unused = api.as(viewer, client -> new AccountApi(client)
                    .closeAccount(new AccountClosing().confirm(values.of("confirm"))));
            Pages.done(response, "/", null);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), null, refused.text());
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable Values sent,
            @Nullable String problem)
            throws IOException, Refused {
        ApiResponse<Account> found = api.as(viewer, client -> new AccountApi(client).showAccountWithHttpInfo());
        Account account = found.getData();
        Values values = sent != null ? sent : Values.of(Map.of("name", account.getName(), "etag", etag(found)));
        pages.write(
                response,
                status,
                "team/account",
                Pages.frame(request, viewer, "Settings", PLACE).fails(problem),
                Map.of("account", account, "values", values));
    }

    private static String etag(ApiResponse<?> answer) {
        List<String> tags = answer.getHeaders().getOrDefault("etag", List.of());
        return tags.isEmpty() ? "" : tags.getFirst();
    }
}
