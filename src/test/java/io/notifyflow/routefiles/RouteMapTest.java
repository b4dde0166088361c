package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.HubTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Holds the map: a change of flow shows in review as a change of this list. */
@HubTest
class RouteMapTest {

    private static final String MAP =
            """
            key.list: platform-http:/api/v1/keys
            key.create: platform-http:/api/v1/keys
            key.rotate: platform-http:/api/v1/keys/{keyId}/rotate
            key.revoke: platform-http:/api/v1/keys/{keyId}
            category.list: platform-http:/api/v1/categories
            category.create: platform-http:/api/v1/categories
            category.show: platform-http:/api/v1/categories/{categoryId}
            category.change: platform-http:/api/v1/categories/{categoryId}
            category.delete: platform-http:/api/v1/categories/{categoryId}
            rule.list: platform-http:/api/v1/rules
            rule.create: platform-http:/api/v1/rules
            rule.show: platform-http:/api/v1/rules/{ruleId}
            rule.change: platform-http:/api/v1/rules/{ruleId}
            rule.delete: platform-http:/api/v1/rules/{ruleId}
            rule.try: platform-http:/api/v1/rules/trials
            usage.show: platform-http:/api/v1/usage
            audit.list: platform-http:/api/v1/audit
            eventlog.list-deliveries: platform-http:/api/v1/deliveries
            eventlog.show-delivery: platform-http:/api/v1/deliveries/{deliveryId}
            profile.show: platform-http:/api/v1/account
            profile.change: platform-http:/api/v1/account
            profile.close: platform-http:/api/v1/account
            eventlog.export: platform-http:/api/v1/events/export
            eventlog.search: platform-http:/api/v1/events
            person.show-me: platform-http:/api/v1/me
            person.list: platform-http:/api/v1/people
            person.invite: platform-http:/api/v1/people
            person.make-sign-in-link: platform-http:/api/v1/people/sign-in-links
            person.change: platform-http:/api/v1/people/{personId}
            person.remove: platform-http:/api/v1/people/{personId}
            billing.checkout: platform-http:/api/v1/billing/checkout
            billing.list-reconciliations: platform-http:/api/v1/billing/reconciliations
            billing.portal: platform-http:/api/v1/billing/portal
            billing.show: platform-http:/api/v1/billing
            billing.show-reconciliation: platform-http:/api/v1/billing/reconciliations/{reconciliationId}
            billing.start-reconciliation: platform-http:/api/v1/billing/reconciliations
            receipt.list: platform-http:/api/v1/webhook-receipts
            receipt.replay: platform-http:/api/v1/webhook-receipts/{receiptId}/replay
            receipt.replay -> direct:webhook.apply-${variable.receipt.provider} (to-provider)
            webhook.apply-stripe: direct:webhook.apply-stripe
            webhook.apply-users: direct:webhook.apply-users
            webhook.users: platform-http:/webhooks/users
            webhook.users -> direct:webhook.apply-users (to-apply-users)
            webhook.stripe: platform-http:/webhooks/stripe
            webhook.stripe -> direct:webhook.apply-stripe (to-apply-stripe)
            deadletter.cancel-redrive: platform-http:/api/v1/redrives/{redriveId}
            deadletter.count: platform-http:/api/v1/dead-letters/count
            deadletter.list: platform-http:/api/v1/dead-letters
            deadletter.list-redrives: platform-http:/api/v1/redrives
            deadletter.redrive: platform-http:/api/v1/dead-letters/{deliveryId}/redrive
            deadletter.show: platform-http:/api/v1/dead-letters/{deliveryId}
            deadletter.show-redrive: platform-http:/api/v1/redrives/{redriveId}
            deadletter.start-redrive: platform-http:/api/v1/redrives
            deliver.discord-dm: direct:deliver.discord-dm
            deliver.discord-dm -> direct:discord.call (to-discord-dm)
            deliver.discord-dm -> direct:discord.call (to-discord-dm-channel)
            deliver.discord-webhook: direct:deliver.discord-webhook
            deliver.discord-webhook -> direct:discord.call (to-discord-webhook)
            deliver.email: direct:deliver.email
            deliver.email -> smtp:hub (to-smtp)
            deliver.ntfy: direct:deliver.ntfy
            deliver.ntfy -> direct:outbound.call (to-ntfy)
            deliver.slack: direct:deliver.slack
            deliver.slack -> direct:outbound.call (to-slack)
            deliver.teams: direct:deliver.teams
            deliver.teams -> direct:outbound.call (to-teams)
            deliver.telegram: direct:deliver.telegram
            deliver.telegram -> direct:outbound.call (to-telegram)
            deliver.webhook: direct:deliver.webhook
            deliver.webhook -> direct:outbound.call (to-webhook)
            delivery.attempt: direct:delivery.attempt
            delivery.attempt -> direct:deliver.${variable.type} (to-destination)
            delivery.attempt -> direct:delivery.dead-letter (to-dead-letter)
            delivery.attempt -> direct:delivery.disable-destination (to-disable)
            delivery.dead-letter: direct:delivery.dead-letter
            delivery.disable-destination: direct:delivery.disable-destination
            delivery.enqueue: direct:delivery.enqueue
            delivery.record-arrivals: direct:delivery.record-arrivals
            delivery.record-arrivals -> jdbc:recordDataSource (arrivals-to-database)
            delivery.record: direct:delivery.record
            delivery.record -> jdbc:recordDataSource (to-database)
            destination.enter: platform-http:/api/v1/destinations
            destination.list: platform-http:/api/v1/destinations
            destination.show: platform-http:/api/v1/destinations/{destinationId}
            destination.change: platform-http:/api/v1/destinations/{destinationId}
            destination.delete: platform-http:/api/v1/destinations/{destinationId}
            destination.pause: platform-http:/api/v1/destinations/{destinationId}/pause
            destination.resume: platform-http:/api/v1/destinations/{destinationId}/resume
            destination.queue: platform-http:/api/v1/destinations/{destinationId}/queue
            destination.ask-again: platform-http:/api/v1/destinations/{destinationId}/confirmation
            destination.test: platform-http:/api/v1/destinations/{destinationId}/test
            discord.call: direct:discord.call
            discord.call -> https:discord.com/api/v10 (to-discord)
            discord.call -> https:discord.com/api/v10 (to-discord-again)
            event.resend: platform-http:/api/v1/events/{id}/deliveries
            eventlog.show: platform-http:/api/v1/events/{id}
            http.answer-problem: direct:http.answer-problem
            ingest.accept: platform-http:/api/v1/events
            ingest.accept -> bean-validator:event (to-event-rules)
            ingest.accept -> direct:ingest.answer (to-answer)
            ingest.accept-batch: platform-http:/api/v1/events/batch
            ingest.answer: direct:ingest.answer
            ingest.answer -> direct:ingest.answer-outcome (to-outcome)
            ingest.answer-outcome: direct:ingest.answer-outcome
            routefiles.show: platform-http:/api/v1/routes
            routefiles.map: platform-http:/api/v1/routes/map
            routefiles.change: platform-http:/api/v1/routes/{routeId}
            ingest.submit: direct:ingest.submit
            outbound.call: direct:outbound.call
            outbound.call -> outbound:https:address.invalid (to-outbound)
            routing.by-category: direct:routing.by-category
            routing.route: direct:event.accepted
            routing.route -> direct:delivery.enqueue (to-queue)
            routing.route -> direct:routing.by-category (to-category-rules)
            source.create: platform-http:/api/v1/sources
            source.alertmanager: direct:source.alertmanager
            source.cloudevents: direct:source.cloudevents
            source.github: direct:source.github
            source.gitlab: direct:source.gitlab
            source.grafana: direct:source.grafana
            source.json: direct:source.json
            source.list: platform-http:/api/v1/sources
            source.requests: platform-http:/api/v1/sources/{sourceId}/requests
            source.poll: scheduler:source.poll
            source.poll -> direct:poll.ask (to-ask)
            poll.ask: direct:poll.ask
            poll.ask -> direct:ingest.submit (to-submit-polled)
            poll.ask -> direct:source.${variable.poll.source.type} (to-polled-type)
            source.imap: direct:source.imap
            source.heartbeat: direct:source.heartbeat
            source.ping: platform-http:/in/heartbeat/{sourceKey}
            source.ping -> direct:source.heartbeat (to-heartbeat)
            source.rss: direct:source.rss
            source.rss -> outbound:https:address.invalid (to-feed)
            source.receive: platform-http:/in/{type}/{sourceKey}
            source.receive -> direct:receive.take (to-take)
            receive.take: direct:receive.take
            receive.take -> direct:handshake.answer (to-handshake)
            receive.take -> direct:ingest.submit (to-submit)
            receive.take -> direct:source.${variable.request.source.type} (to-source-type)
            handshake.answer: direct:handshake.answer
            handshake.answer -> direct:handshake.confirm (to-confirm)
            handshake.confirm: direct:handshake.confirm
            handshake.confirm -> outbound:https:address.invalid (to-sns)
            source.slack: direct:source.slack
            source.discord: direct:source.discord
            source.discord -> direct:source.github (to-github-format)
            source.discord -> direct:source.slack (to-slack-format)
            source.discord-slack: platform-http:/in/discord/{sourceKey}/slack
            source.discord-slack -> direct:receive.take (to-take-slack)
            source.discord-github: platform-http:/in/discord/{sourceKey}/github
            source.discord-github -> direct:receive.take (to-take-github)
            source.show: platform-http:/api/v1/sources/{sourceId}
            source.change: platform-http:/api/v1/sources/{sourceId}
            source.revoke: platform-http:/api/v1/sources/{sourceId}
            source.sentry: direct:source.sentry
            source.shopify: direct:source.shopify
            source.pagerduty: direct:source.pagerduty
            source.opsgenie: direct:source.opsgenie
            source.jira: direct:source.jira
            source.bitbucket: direct:source.bitbucket
            source.gitea: direct:source.gitea
            source.uptime-kuma: direct:source.uptime-kuma
            source.uptimerobot: direct:source.uptimerobot
            source.healthchecks: direct:source.healthchecks
            source.vercel: direct:source.vercel
            source.netlify: direct:source.netlify
            source.sns: direct:source.sns
            source.eventbridge: direct:source.eventbridge
            source.docker-hub: direct:source.docker-hub
            source.npm: direct:source.npm
            source.stripe: direct:source.stripe
            """;

    @Autowired
    CamelContext camel;

    @Autowired
    RouteVersions versions;

    /** A file that another test has edited runs in a context of its own since, even if it is as shipped again. */
    private Stream<CamelContext> contexts() {
        return Stream.concat(Stream.of(camel), versions.live().values().stream().map(LiveFile::context))
                .distinct();
    }

    private List<Route> routes() {
        return contexts().flatMap(context -> context.getRoutes().stream()).toList();
    }

    @Test
    void isTheGoldenOne() {
        var edges = new TreeSet<String>();
        for (RouteDefinition route : contexts()
                .flatMap(context -> ((ModelCamelContext) context).getRouteDefinitions().stream())
                .toList()) {
            edges.add(route.getRouteId() + ": " + plain(start(route)));
            ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)
                    .forEach(to -> edges.add(edge(route, to.getEndpointUri(), to.getId())));
            ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)
                    .forEach(to -> edges.add(edge(route, to.getUri(), to.getId())));
        }

        assertThat(String.join("\n", edges) + "\n").isEqualTo(sorted(MAP));
    }

    /** With the parameters of its template, if it is of one. */
    private static String start(RouteDefinition route) {
        String uri = route.getEndpointUrl();
        if (route.getTemplateParameters() != null) {
            for (var parameter : route.getTemplateParameters().entrySet()) {
                uri = uri.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
            }
        }
        return uri;
    }

    private static String sorted(String map) {
        return String.join("\n", new TreeSet<>(map.lines().toList())) + "\n";
    }

    private static String edge(RouteDefinition route, String target, String id) {
        return route.getRouteId() + " -> " + plain(target) + " (" + id + ")";
    }

    private static String plain(String uri) {
        return uri.replace("://", ":").replaceFirst("\\?.*", "");
    }

    @Test
    void describesEveryRoute() {
        assertThat(routes())
                .allSatisfy(route ->
                        assertThat(route.getDescription()).as(route.getId()).isNotBlank());
    }

    @Test
    void hasEveryRouteThatThePipelineNeeds() {
        assertThat(routes().stream().map(Route::getId)).containsAll(PipelineRoutes.NEEDED);
    }

    @Test
    void isDrawnInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("routes/README.md"));

        assertThat(routes()).allSatisfy(route -> assertThat(readme).contains("`" + route.getId() + "`"));
    }

    @Test
    void readmeLinksOnlyFilesThatExist() throws IOException {
        List<String> links = Pattern.compile("\\]\\(([^)#:]+\\.yaml)\\)")
                .matcher(Files.readString(Path.of("routes/README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(Path.of("routes", link))
                .exists());
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml")))
                    .allSatisfy(file -> assertThat(links)
                            .contains(Path.of("routes").relativize(file).toString()));
        }
    }
}
