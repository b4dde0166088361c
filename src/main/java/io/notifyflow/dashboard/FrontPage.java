package io.notifyflow.dashboard;

import io.notifyflow.account.LocalSandbox;
import io.notifyflow.account.PlanSettings;
import io.notifyflow.identity.Person;
import io.notifyflow.page.PageWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What this is and what it costs, for those who come by. */
@Controller
class FrontPage {

    private final PlanSettings plans;
    private final PageWriter writer;
    private final boolean sandbox;

    FrontPage(PlanSettings plans, PageWriter writer, LocalSandbox sandbox) {
        this.plans = plans;
        this.writer = writer;
        this.sandbox = sandbox.available();
    }

    @GetMapping("/")
    void show(HttpServletResponse response) throws IOException {
        Authentication asker = SecurityContextHolder.getContext().getAuthentication();
        boolean signedIn = asker != null && asker.getPrincipal() instanceof Person;
        writer.write(
                response,
                HttpServletResponse.SC_OK,
                "dashboard/front",
                Map.of("plans", plans.plans(), "signedIn", signedIn, "sandbox", sandbox));
    }
}
