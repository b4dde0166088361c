package io.notifyflow.dashboard.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Category;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.statistics.FieldFigures;
import io.notifyflow.statistics.Point;
import io.notifyflow.statistics.Span;
import io.notifyflow.statistics.Statistics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One category: its figures, its course, its events as a table. */
@Controller
class CategoryPage {

    private static final int USUAL_COLUMNS = 6;

    private final Statistics statistics;
    private final EventTable table;
    private final ObjectMapper json;
    private final Clock clock;
    private final Pages pages;

    CategoryPage(Statistics statistics, EventTable table, ObjectMapper json, Clock clock, Pages pages) {
        this.statistics = statistics;
        this.table = table;
        this.json = json;
        this.clock = clock;
        this.pages = pages;
    }

    @GetMapping("/home/categories/{name}")
    void show(@PathVariable String name, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Category category = viewer.account().category(name);
        if (category == null) {
            pages.missing(request, response, viewer, "The account has no category of this name.");
            return;
        }
        ZonedDateTime now = clock.instant().atZone(viewer.zone());
        Values values = Values.of(request);
        Query query = Query.of(values, Range.of(values, now));
        String key = category.name().toLowerCase(Locale.ROOT);
        UUID account = viewer.account().id();
        Span span = query.range().span();
        List<FieldFigures> fields = statistics.fields(account, key, span);
        long events = statistics.events(account, key, span);
        var model = new HashMap<String, Object>();
        model.put("category", category);
        model.put("query", query);
        model.put("values", values);
        model.put("events", events);
        model.put("fields", fields);
        model.put("columns", columns(query, fields));
        List<Point> points = statistics.points(
                account, key, past(query.range(), now), query.range().unit(), now.getZone(), null);
        model.put("points", points);
        model.put("chart", chart(points));
        model.put("address", Pages.address(request));
        rows(account, key, query, model);
        pages.write(
                response,
                "events/category",
                Pages.frame(request, viewer, category.name(), "/home/categories/" + category.name()),
                model);
    }

    private void rows(UUID account, String key, Query query, Map<String, Object> model) {
        List<EventRow> found = query.byTime()
                ? table.before(account, query.filter(key), query.cursor(), Query.PER_PAGE + 1)
                : table.sorted(account, query.filter(key), query.order(), Query.PER_PAGE + 1, query.offset());
        boolean more = found.size() > Query.PER_PAGE;
        List<EventRow> shown = more ? found.subList(0, Query.PER_PAGE) : found;
        model.put("rows", shown);
        if (more) {
            model.put("next", query.onward(shown.getLast().id()));
        }
    }

    private static List<String> columns(Query query, List<FieldFigures> fields) {
        return !query.columns().isEmpty()
                ? query.columns()
                : fields.stream().map(FieldFigures::name).limit(USUAL_COLUMNS).toList();
    }

    private static Span past(Range range, ZonedDateTime now) {
        Instant end = now.toInstant().isBefore(range.span().to())
                ? now.toInstant()
                : range.span().to();
        return new Span(
                range.span().from(),
                end.isBefore(range.span().from()) ? range.span().from() : end);
    }

    private String chart(List<Point> points) {
        try {
            return json.writeValueAsString(Map.of(
                    "times",
                            points.stream()
                                    .map(point -> point.at().getEpochSecond())
                                    .toList(),
                    "series",
                            List.of(Map.of(
                                    "name",
                                    "events",
                                    "values",
                                    points.stream().map(Point::events).toList()))));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Counts can be written as JSON", impossible);
        }
    }
}
