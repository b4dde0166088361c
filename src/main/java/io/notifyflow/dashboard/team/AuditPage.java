package io.notifyflow.dashboard.team;

import io.notifyflow.client.api.AccountApi;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who changed what. */
@Controller
class AuditPage {

    private static final String PLACE = "/home/audit";
    private static final int PER_PAGE = 50;

    private final HubApi api;
    private final Pages pages;

    AuditPage(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(
            @RequestParam(required = false) @Nullable String cursor,
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, Refused {
        var page = api.as(viewer, client -> new AccountApi(client).listAudit(PER_PAGE, cursor));
        var model = new HashMap<String, Object>();
        model.put("page", page);
        pages.write(response, "team/audit", Pages.frame(request, viewer, "Audit log", PLACE), model);
    }
}
