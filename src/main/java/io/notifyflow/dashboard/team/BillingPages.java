package io.notifyflow.dashboard.team;

import io.notifyflow.account.PlanSettings;
import io.notifyflow.client.api.BillingApi;
import io.notifyflow.client.model.BillingView;
import io.notifyflow.client.model.CheckoutRequest;
import io.notifyflow.client.model.OpenedPage;
import io.notifyflow.client.model.PortalRequest;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The plan, what is paid for it, and what it could be. */
@Controller
class BillingPages {

    private static final String PLACE = "/home/billing";

    private final HubApi api;
    private final PlanSettings plans;
    private final Pages pages;

    BillingPages(HubApi api, PlanSettings plans, Pages pages) {
        this.api = api;
        this.plans = plans;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, null);
    }

    /** Goes on to Stripe, which comes back here. */
    @PostMapping(PLACE + "/checkout")
    void checkout(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        try {
            OpenedPage opened = api.as(viewer, client -> new BillingApi(client)
                    .openCheckout(new CheckoutRequest()
                            .plan(values.text("plan"))
                            .successUrl(PLACE)
                            .cancelUrl(PLACE)));
            go(viewer, request, response, opened);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    @PostMapping(PLACE + "/portal")
    void portal(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        try {
            OpenedPage opened =
                    api.as(viewer, client -> new BillingApi(client).openPortal(new PortalRequest().returnUrl(PLACE)));
            go(viewer, request, response, opened);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), refused.text());
        }
    }

    /** By a page of ours: a form that is answered with a redirect elsewhere is stopped by our own policy. */
    private void go(Viewer viewer, HttpServletRequest request, HttpServletResponse response, OpenedPage opened)
            throws IOException {
        response.setHeader("Refresh", "0; url=" + opened.getUrl());
        pages.write(
                response,
                "team/onward",
                Pages.frame(request, viewer, "On to Stripe", PLACE),
                Map.of("address", opened.getUrl()));
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        BillingView billing = api.as(viewer, client -> new BillingApi(client).showBilling());
        pages.write(
                response,
                status,
                "team/billing",
                Pages.frame(request, viewer, "Billing", PLACE).fails(problem),
                Map.of("billing", billing, "plans", plans.plans()));
    }
}
