package io.notifyflow.dashboard.team;

import io.notifyflow.account.Category;
import io.notifyflow.client.api.AccountApi;
import io.notifyflow.client.model.Usage;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Sparkline;
import io.notifyflow.dashboard.Viewer;
import io.notifyflow.statistics.CategoryCount;
import io.notifyflow.statistics.Statistics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What the account has used of its plan this month, and will have at its end. */
@Controller
class UsagePage {

    private static final String PLACE = "/home/usage";

    private final HubApi api;
    private final Statistics statistics;
    private final Clock clock;
    private final Pages pages;

    UsagePage(HubApi api, Statistics statistics, Clock clock, Pages pages) {
        this.api = api;
        this.statistics = statistics;
        this.clock = clock;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Usage usage = api.as(viewer, client -> new AccountApi(client).showUsage(null));
        // Quota months are those of UTC, whatever the viewer's zone.
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        ZonedDateTime month = now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        List<CategoryCount> categories = statistics
                .overview(
                        viewer.account().id(),
                        viewer.account().categories().values().stream()
                                .map(Category::name)
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList(),
                        month.toInstant(),
                        now.getDayOfMonth(),
                        now)
                .stream()
                .sorted(Comparator.comparing(CategoryCount::events).reversed())
                .toList();
        pages.write(
                response,
                "team/usage",
                Pages.frame(request, viewer, "Usage", PLACE),
                Map.of(
                        "usage",
                        usage,
                        "categories",
                        categories,
                        "days",
                        days(categories, now.getDayOfMonth()),
                        "forecast",
                        forecast(usage, month.toInstant(), now.toInstant())));
    }

    private static Sparkline days(List<CategoryCount> categories, int days) {
        return new Sparkline(java.util.stream.IntStream.range(0, days)
                .mapToObj(day -> categories.stream()
                        .mapToLong(category -> category.days().get(day))
                        .sum())
                .toList());
    }

    /** As many at the month's end, if the rest of it is like what has passed. */
    private static long forecast(Usage usage, Instant begin, Instant now) {
        Duration passed = Duration.between(begin, now);
        Duration whole = Duration.between(begin, usage.getResetsAt().toInstant());
        return passed.toHours() < 1
                ? usage.getUsed()
                : Math.round((double) usage.getUsed() * whole.toMinutes() / passed.toMinutes());
    }
}
