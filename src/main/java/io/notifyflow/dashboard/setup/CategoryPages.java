package io.notifyflow.dashboard.setup;

import io.notifyflow.client.ApiResponse;
import io.notifyflow.client.api.CategoriesApi;
import io.notifyflow.client.api.DestinationsApi;
import io.notifyflow.client.model.Category;
import io.notifyflow.client.model.CategoryList;
import io.notifyflow.client.model.CategoryRequest;
import io.notifyflow.client.model.Destination;
import io.notifyflow.client.model.QuietHours;
import io.notifyflow.client.model.Weekday;
import io.notifyflow.dashboard.HubApi;
import io.notifyflow.dashboard.Pages;
import io.notifyflow.dashboard.Refused;
import io.notifyflow.dashboard.Said;
import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The categories of an account: what they look like, and where their events go. */
@Controller
class CategoryPages {

    private static final String PLACE = "/home/categories";

    /** What most begin with. */
    static final List<CategoryRequest> QUICKSTART = List.of(
            new CategoryRequest().name("bug").emoji("🐛").color("#ff6b6b"),
            new CategoryRequest().name("sale").emoji("💰").color("#ffeb3b"),
            new CategoryRequest().name("question").emoji("🤔").color("#6c5ce7"));

    private final HubApi api;
    private final Pages pages;

    CategoryPages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, fresh(viewer), null);
    }

    private static Values fresh(Viewer viewer) {
        return Values.of(Map.of("color", "#4752c4", "timeZone", viewer.zone().getId()));
    }

    @PostMapping(PLACE)
    void create(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        try {
            var unused = api.as(viewer, client -> new CategoriesApi(client).createCategory(asked(values)));
            Pages.done(response, PLACE, Said.CREATED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), refused.text());
        }
    }

    private static CategoryRequest asked(Values values) {
        String from = values.text("quietFrom");
        String to = values.text("quietTo");
        return new CategoryRequest()
                .quietHours(
                        from == null && to == null
                                ? null
                                : new QuietHours().from(values.of("quietFrom")).to(values.of("quietTo")))
                .quietDays(
                        values.all("quietDays").stream().map(Weekday::fromValue).toList())
                .digestSeconds(DeliveryTimesForm.seconds(values))
                .timeZone(values.text("timeZone"))
                .name(values.text("name"))
                .color(values.text("color"))
                .emoji(values.text("emoji"))
                .destinations(values.all("destinations").stream()
                        .map(UUID::fromString)
                        .toList());
    }

    /** The usual three, of which those are left out that are there. */
    @PostMapping(PLACE + "/quickstart")
    void quickstart(Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            for (CategoryRequest category : QUICKSTART) {
                if (viewer.account().category(category.getName()) == null) {
                    var unused = api.as(viewer, client -> new CategoriesApi(client).createCategory(category));
                }
            }
            Pages.done(response, "/home/start", Said.CREATED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), fresh(viewer), refused.text());
        }
    }

    @GetMapping(PLACE + "/{id}/edit")
    void edit(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        ApiResponse<Category> found = api.as(viewer, client -> new CategoriesApi(client).showCategoryWithHttpInfo(id));
        Category category = found.getData();
        var texts = new HashMap<String, @Nullable Object>();
        texts.put("name", category.getName());
        texts.put("color", category.getColor());
        texts.put("emoji", category.getEmoji());
        texts.put("destinations", category.getDestinations());
        QuietHours quiet = category.getQuietHours();
        texts.put("quietFrom", quiet == null ? null : quiet.getFrom());
        texts.put("quietTo", quiet == null ? null : quiet.getTo());
        texts.put("quietDays", category.getQuietDays());
        texts.put("digestSeconds", category.getDigestSeconds());
        texts.put("timeZone", category.getTimeZone());
        texts.put("etag", Etags.of(found));
        form(viewer, request, response, HttpServletResponse.SC_OK, id, Values.of(texts), null);
    }

    @PostMapping(PLACE + "/{id}")
    void change(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        Values values = Values.of(request);
        try {
            var unused = api.as(
                    viewer, client -> new CategoriesApi(client).changeCategory(id, asked(values), values.text("etag")));
            Pages.done(response, PLACE, Said.CHANGED);
        } catch (Refused refused) {
            form(viewer, request, response, refused.status(), id, values.refused(refused), refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/delete")
    void delete(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new CategoriesApi(client).deleteCategory(id, null));
            Pages.done(response, PLACE, Said.DELETED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), fresh(viewer), refused.text());
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Values values,
            @Nullable String problem)
            throws IOException, Refused {
        CategoryList list = api.as(viewer, client -> new CategoriesApi(client).listCategories());
        pages.write(
                response,
                status,
                "setup/categories",
                Pages.frame(request, viewer, "Categories", PLACE).fails(problem),
                Map.of("list", list, "destinations", destinations(viewer), "values", values));
    }

    private void form(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            UUID id,
            Values values,
            @Nullable String problem)
            throws IOException, Refused {
        pages.write(
                response,
                status,
                "setup/category",
                Pages.frame(request, viewer, "Category " + values.of("name"), PLACE)
                        .fails(problem),
                Map.of("id", id, "destinations", destinations(viewer), "values", values));
    }

    private List<Destination> destinations(Viewer viewer) throws Refused {
        return api.as(viewer, client -> new DestinationsApi(client).listDestinations())
                .getDestinations();
    }
}
