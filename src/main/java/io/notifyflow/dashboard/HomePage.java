package io.notifyflow.dashboard;

import io.notifyflow.account.Account;
import io.notifyflow.account.Category;
import io.notifyflow.dashboard.Attention.Trouble;
import io.notifyflow.statistics.CategoryCount;
import io.notifyflow.statistics.Statistics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The overview: a card for each category, what needs attention, what is left of the quota. */
@Controller
public class HomePage {

    private static final int DAYS = 30;

    private final Statistics statistics;
    private final Attention attention;
    private final Clock clock;
    private final Pages pages;

    HomePage(Statistics statistics, Attention attention, Clock clock, Pages pages) {
        this.statistics = statistics;
        this.attention = attention;
        this.clock = clock;
        this.pages = pages;
    }

    /**
     * One category.
     *
     * @param dead deliveries that were given up and can be redriven
     */
    public record Card(Category category, CategoryCount count, Sparkline days, long dead) {}

    @GetMapping("/home")
    void show(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (viewer.account().categories().isEmpty() && viewer.person().role() == io.notifyflow.identity.Role.OWNER) {
            Pages.done(response, "/home/start", null);
            return;
        }
        pages.write(response, "home", Pages.frame(request, viewer, "Overview", "/home"), model(viewer));
    }

    /** What changes on the page, for a page that is left open. */
    @GetMapping("/home/cards")
    void cards(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var all = new java.util.HashMap<>(model(viewer));
        all.put("frame", Pages.frame(request, viewer, "Overview", "/home"));
        pages.fragment(response, "cards", all);
    }

    private Map<String, Object> model(Viewer viewer) {
        Account account = viewer.account();
        ZonedDateTime now = clock.instant().atZone(viewer.zone());
        List<Category> categories = account.categories().values().stream()
                .sorted(Comparator.comparing(Category::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
        List<CategoryCount> counts = statistics.overview(
                account.id(),
                categories.stream().map(HomePage::key).toList(),
                now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).toInstant(),
                DAYS,
                now);
        Map<String, Long> dead = attention.deadByCategory(account.id());
        List<Card> cards = categories.stream()
                .map(category -> card(category, counts, dead))
                .toList();
        List<Trouble> troubles = attention.troubles(account.id());
        return Map.of("cards", cards, "troubles", troubles, "quota", attention.quota(account));
    }

    private static String key(Category category) {
        return category.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Card card(Category category, List<CategoryCount> counts, Map<String, Long> dead) {
        CategoryCount count = counts.stream()
                .filter(each -> each.category().equals(key(category)))
                .findFirst()
                .orElseThrow();
        return new Card(category, count, new Sparkline(count.days()), dead.getOrDefault(key(category), 0L));
    }
}
