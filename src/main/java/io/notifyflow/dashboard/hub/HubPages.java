package io.notifyflow.dashboard.hub;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.client.api.OperationsApi;
import io.notifyflow.client.model.ReceiptPage;
import io.notifyflow.client.model.Reconciliation;
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
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.SystemHealth;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Webhooks and health of the hub, for its operator; for all others there is nothing here. */
@Controller
class HubPages {

    private static final String PLACE = "/home/hub";
    private static final int PER_PAGE = 50;

    private final HubApi api;
    private final HealthEndpoint health;
    private final MeterRegistry meters;
    private final Business business;
    private final Pages pages;

    HubPages(HubApi api, HealthEndpoint health, MeterRegistry meters, Business business, Pages pages) {
        this.api = api;
        this.health = health;
        this.meters = meters;
        this.business = business;
        this.pages = pages;
    }

    @GetMapping(PLACE + "/webhooks")
    void webhooks(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        if (!stranger(pages, viewer, request, response)) {
            webhooks(viewer, request, response, HttpServletResponse.SC_OK, null);
        }
    }

    @PostMapping(PLACE + "/webhooks/{id}/replay")
    void replay(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        if (stranger(pages, viewer, request, response)) {
            return;
        }
        try {
            var unused = api.as(viewer, client -> new OperationsApi(client).replayReceipt(id));
            Pages.done(response, PLACE + "/webhooks", Said.REPLAYED);
        } catch (Refused refused) {
            webhooks(viewer, request, response, refused.status(), refused.text());
        }
    }

    @PostMapping(PLACE + "/webhooks/reconcile")
    void reconcile(Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        if (stranger(pages, viewer, request, response)) {
            return;
        }
        try {
            var unused = api.as(viewer, client -> new OperationsApi(client).startReconciliation());
            Pages.done(response, PLACE + "/webhooks", Said.STARTED);
        } catch (Refused refused) {
            webhooks(viewer, request, response, refused.status(), refused.text());
        }
    }

    private void webhooks(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String problem)
            throws IOException, Refused {
        Values values = Values.of(request);
        ReceiptPage page = api.as(viewer, client -> new OperationsApi(client)
                .listReceipts(values.text("state"), values.text("provider"), PER_PAGE, values.text("cursor")));
        List<Reconciliation> reconciliations = api.as(viewer, client -> new OperationsApi(client).listReconciliations())
                .getReconciliations();
        pages.write(
                response,
                status,
                "hub/webhooks",
                Pages.frame(request, viewer, "Webhooks", PLACE + "/webhooks").fails(problem),
                Map.of("page", page, "values", values, "reconciliations", reconciliations));
    }

    @GetMapping(PLACE + "/health")
    void health(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (stranger(pages, viewer, request, response)) {
            return;
        }
        var parts = new TreeMap<String, String>();
        HealthComponent whole = health.health();
        if (whole instanceof SystemHealth system) {
            system.getComponents()
                    .forEach((name, part) -> parts.put(name, part.getStatus().getCode()));
        }
        var gauges = new TreeMap<String, String>();
        meters.getMeters().stream()
                .filter(Gauge.class::isInstance)
                .map(Gauge.class::cast)
                .filter(gauge -> gauge.getId().getName().startsWith("notifyflow."))
                .filter(gauge -> gauge.getId().getTags().isEmpty())
                .forEach(gauge -> gauges.put(
                        gauge.getId().getDescription() == null
                                ? gauge.getId().getName()
                                : gauge.getId().getDescription(),
                        number(gauge.value())));
        pages.write(
                response,
                "hub/health",
                Pages.frame(request, viewer, "Health", PLACE + "/health"),
                Map.of("status", whole.getStatus().getCode(), "parts", parts, "gauges", gauges));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(java.util.Locale.ROOT, "%.2f", value);
    }

    @GetMapping(PLACE + "/business")
    void business(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!stranger(pages, viewer, request, response)) {
            pages.write(
                    response,
                    "hub/business",
                    Pages.frame(request, viewer, "Business", PLACE + "/business"),
                    Map.of("plans", business.plans(), "income", business.income(), "months", business.months()));
        }
    }

    /** As if the page did not exist. */
    static boolean stranger(Pages pages, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (viewer.account().operator()) {
            return false;
        }
        pages.missing(request, response, viewer, "There is nothing at this address.");
        return true;
    }
}
