package io.notifyflow.dashboard.events;

import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.eventlog.FieldFilter.Comparison;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Events as a file of any size, which the browser saves while it is written. */
@Controller
class ExportPage {

    private static final List<String> HEADERS = List.of("Content-Type", "Content-Disposition");

    private final HubApi api;
    private final Clock clock;

    ExportPage(HubApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @GetMapping("/home/export")
    void export(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        Range range = Range.of(values, clock.instant().atZone(viewer.zone()));
        String path = "/api/v1/events/export?format=" + (values.of("format").equals("csv") ? "csv" : "ndjson")
                + "&from=" + range.span().from()
                + "&to=" + range.span().to()
                + parameter("category", values.text("category"))
                + parameter("q", values.text("q"))
                + field(values);
        HttpResponse<InputStream> file = api.file(viewer, path);
        HEADERS.forEach(
                header -> file.headers().firstValue(header).ifPresent(value -> response.setHeader(header, value)));
        try (InputStream content = file.body()) {
            content.transferTo(response.getOutputStream());
        }
    }

    /** As the table has it: one that is not filled in asks for nothing. */
    private static String field(Values values) {
        String name = values.text("field");
        String value = values.text("value");
        return name == null || value == null
                ? ""
                : parameter("field", name)
                        + parameter(
                                "is",
                                Comparison.of(values.text("is"))
                                        .orElse(Comparison.IS)
                                        .key())
                        + parameter("value", value);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
