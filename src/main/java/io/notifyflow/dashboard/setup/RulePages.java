package io.notifyflow.dashboard.setup;

import io.notifyflow.client.ApiResponse;
import io.notifyflow.client.api.DestinationsApi;
import io.notifyflow.client.api.RulesApi;
import io.notifyflow.client.model.Destination;
import io.notifyflow.client.model.Rule;
import io.notifyflow.client.model.RuleRequest;
import io.notifyflow.client.model.TrialOutcome;
import io.notifyflow.client.model.TrialRequest;
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

/** Rules: further destinations for events of which something holds; and what they would have done. */
@Controller
class RulePages {

    private static final String PLACE = "/home/rules";

    private final HubApi api;
    private final Pages pages;

    RulePages(HubApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    @GetMapping(PLACE)
    void list(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        show(viewer, request, response, HttpServletResponse.SC_OK, fresh(), null, null);
    }

    private static Values fresh() {
        return Values.of(Map.of("enabled", "on"));
    }

    @GetMapping(PLACE + "/{id}/edit")
    void edit(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        ApiResponse<Rule> found = api.as(viewer, client -> new RulesApi(client).showRuleWithHttpInfo(id));
        Rule rule = found.getData();
        var texts = new HashMap<String, @Nullable Object>();
        texts.put("id", id);
        texts.put("name", rule.getName());
        texts.put("expression", rule.getExpression());
        texts.put("destination", rule.getDestinationId());
        texts.put("enabled", Boolean.TRUE.equals(rule.getEnabled()) ? "on" : null);
        texts.put("etag", Etags.of(found));
        show(viewer, request, response, HttpServletResponse.SC_OK, Values.of(texts), null, null);
    }

    /** Saves a rule, or tries it over the latest events: the button tells. */
    @PostMapping(PLACE)
    void save(Viewer viewer, HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        Values values = Values.of(request);
        UUID id = values.id("id");
        try {
            if (values.of("do").equals("try")) {
                TrialOutcome outcome = api.as(viewer, client -> new RulesApi(client)
                        .tryRule(new TrialRequest()
                                .expression(values.text("expression"))
                                .destinationId(values.id("destination"))
                                .replaces(id)));
                show(viewer, request, response, HttpServletResponse.SC_OK, values, outcome, null);
                return;
            }
            var asked = new RuleRequest()
                    .name(values.text("name"))
                    .expression(values.text("expression"))
                    .destinationId(values.id("destination"))
                    .enabled(values.ticked("enabled"));
            var unused = api.as(
                    viewer,
                    client -> id == null
                            ? new RulesApi(client).createRule(asked)
                            : new RulesApi(client).changeRule(id, asked, values.text("etag")));
            Pages.done(response, PLACE, id == null ? Said.CREATED : Said.CHANGED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), values.refused(refused), null, refused.text());
        }
    }

    @PostMapping(PLACE + "/{id}/delete")
    void delete(@PathVariable UUID id, Viewer viewer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refused {
        try {
            var unused = api.as(viewer, client -> new RulesApi(client).deleteRule(id, null));
            Pages.done(response, PLACE, Said.DELETED);
        } catch (Refused refused) {
            show(viewer, request, response, refused.status(), fresh(), null, refused.text());
        }
    }

    private void show(
            Viewer viewer,
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Values values,
            @Nullable TrialOutcome trial,
            @Nullable String problem)
            throws IOException, Refused {
        List<Rule> rules =
                api.as(viewer, client -> new RulesApi(client).listRules()).getRules();
        List<Destination> destinations = api.as(viewer, client -> new DestinationsApi(client).listDestinations())
                .getDestinations();
        var names = new HashMap<UUID, String>();
        destinations.forEach(destination -> names.put(destination.getId(), destination.getName()));
        var model = new HashMap<String, Object>();
        model.put("rules", rules);
        model.put("destinations", destinations);
        model.put("names", names);
        model.put("values", values);
        if (trial != null) {
            model.put("trial", trial);
        }
        pages.write(
                response,
                status,
                "setup/rules",
                Pages.frame(request, viewer, "Rules", PLACE).fails(problem),
                model);
    }
}
