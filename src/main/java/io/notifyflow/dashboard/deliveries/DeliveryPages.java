package io.notifyflow.dashboard.deliveries;

import io.notifyflow.account.Destination;
import io.notifyflow.client.api.DeliveriesApi;
import io.notifyflow.client.api.DestinationsApi;
import io.notifyflow.client.model.DeliveryPage;
import io.notifyflow.client.model.DeliveryStatus;
import io.notifyflow.client.model.DestinationQueue;
import io.notifyflow.dashboard.Choices;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What is on its way, what arrived, and what waits for each destination. */
@Controller
public class DeliveryPages {

    private static final String PLACE = "/home/deliveries";
    private static final int PER_PAGE = 50;
    private static final int QUEUES = 30;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final List<String> FILTER =
            List.of("status", "destination", "category", "errorCode", "httpStatus", "from", "to");

    private final HubApi api;
    private final Pages pages;

    DeliveryPages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    /** A destination and what waits for it. */
    public record Queue(Destination destination, DestinationQueue queue) {

        /** In a row, of calls there. */
        public int failures() {
            Integer failures = queue.getFailures();
            return failures == null ? 0 : failures;
        }
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        DeliveryStatus status = status(values.text("status"));
        DeliveryPage page = api.as(viewer, client -> new DeliveriesApi(client)
                .listDeliveries(
                        status,
                        values.text("destination"),
                        values.text("category"),
                        null,
                        number(values, "errorCode"),
                        number(values, "httpStatus"),
                        values.startOfDay("from", viewer.zone()),
                        values.endOfDay("to", viewer.zone()),
                        PER_PAGE,
                        values.text("cursor")));
        pages.write(
                response,
                "deliveries/deliveries",
                Pages.frame(request, viewer, "Deliveries", PLACE),
                Map.of(
                        "page",
                        page,
                        "values",
                        values,
                        "queues",
                        queues(viewer, values.text("destination")),
                        "address",
                        PLACE + "?" + values.address(FILTER)));
    }

    private static @Nullable DeliveryStatus status(@Nullable String text) {
        return Choices.of(DeliveryStatus.class).stream()
                .filter(status -> status.getValue().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Integer number(Values values, String name) {
        String text = values.text(name);
        return text != null && NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
    }

    private List<Queue> queues(Viewer viewer, @Nullable String chosen) throws Refused {
        var queues = new ArrayList<Queue>();
        List<Destination> destinations = viewer.account().destinations().stream()
                .filter(destination -> chosen == null
                        || destination.id().toString().equals(chosen)
                        || destination.name().equalsIgnoreCase(chosen))
                .sorted(Comparator.comparing(Destination::name))
                .limit(QUEUES)
                .toList();
        for (Destination destination : destinations) {
            queues.add(new Queue(destination, api.as(viewer, client -> new DestinationsApi(client)
                    .showDestinationQueue(destination.id()))));
        }
        return queues;
    }
}
