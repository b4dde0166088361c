package io.notifyflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulesTest {

    private static final String ROOT = "io.notifyflow.";

    /** What each kind of destination uses. */
    private static final Set<String> SENDERS = Set.of("delivery", "delivery.card", "delivery.outbound");

    /** What the areas of the dashboard use; all that they change goes through the API. */
    private static final Set<String> PAGES = Set.of("dashboard", "eventlog", "identity", "page", "statistics");

    /** Beside the vocabulary ({@code event}, {@code account}, {@code outbox}), which every module may use. */
    private static final Map<String, Set<String>> ALSO_ALLOWED = Map.ofEntries(
            entry("delivery.discord", Set.of("delivery", "delivery.card")),
            entry("delivery.card", Set.of("delivery")),
            entry("delivery.outbound", Set.of("delivery", "delivery.card", "routefiles")),
            entry("delivery.webhook", SENDERS),
            entry("delivery.slack", SENDERS),
            entry("delivery.telegram", SENDERS),
            entry("delivery.ntfy", SENDERS),
            entry("delivery.teams", SENDERS),
            entry("delivery.email", Set.of("delivery", "delivery.card")),
            entry("delivery.queue", Set.of("delivery", "routefiles")),
            entry("identity.signin", Set.of("credential", "identity", "identity.provider", "page")),
            entry("dashboard.person", Set.of("credential", "dashboard", "identity", "page")),
            entry("dashboard", Set.of("identity", "page", "statistics")),
            entry("dashboard.setup", PAGES),
            entry("dashboard.team", PAGES),
            entry("dashboard.events", PAGES),
            entry("dashboard.deliveries", PAGES),
            entry("dashboard.hub", PAGES),
            entry("identity.provider", Set.of("identity")),
            entry("identity.token", Set.of("identity", "identity.provider")),
            entry("identity.sync", Set.of("identity", "receipt")),
            entry("destination", Set.of("page")),
            entry("gateway", Set.of("gateway.connection", "gateway.engine")),
            entry("gateway.engine", Set.of("gateway.connection", "routefiles")),
            entry("source", Set.of("routefiles", "source.body", "source.format", "source.request", "source.signature")),
            entry("source.request", Set.of()),
            entry("source.handshake", Set.of("source")),
            entry("source.chat", Set.of("source")),
            entry("source.template", Set.of()),
            entry("billing", Set.of("receipt")),
            entry("source.body", Set.of("source.format")),
            entry("source.feed", Set.of("source", "source.format")),
            entry("source.heartbeat", Set.of("source")),
            entry("source.mailbox", Set.of("source")),
            entry("source.mapping", Set.of("source", "source.body")),
            entry("cli", Set.of("routefiles")));

    private static final Set<String> VOCABULARY = Set.of("event", "account", "outbox");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.notifyflow");

    @Test
    void modulesUseOnlyWhatOthersOffer() {
        // What is generated: the client, which is all for use, and the pages from their templates.
        ApplicationModules.of(
                        NotifyFlow.class,
                        JavaClass.Predicates.resideInAnyPackage("io.notifyflow.client..", "io.notifyflow.jte.."))
                .verify();
    }

    @Test
    void stepsNeverImportEachOther() {
        var forbidden = new TreeSet<String>();
        for (JavaClass origin : CLASSES) {
            String from = module(origin);
            origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                String to = module(dependency.getTargetClass());
                if (!from.isEmpty() && !to.isEmpty() && !allowed(from, to)) {
                    forbidden.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            });
        }

        assertThat(forbidden).isEmpty();
    }

    private static boolean allowed(String from, String to) {
        if (from.equals("event") || from.equals("outbox")) {
            return to.equals(from) || to.equals("event");
        }
        return from.equals(to)
                || VOCABULARY.contains(to)
                || ALSO_ALLOWED.getOrDefault(from, Set.of()).contains(to);
    }

    private static String module(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) && !name.startsWith(ROOT + "jte") && !name.startsWith(ROOT + "client")
                ? name.substring(ROOT.length())
                : "";
    }

    @Test
    void camelsMachineryStaysInTheGlue() {
        noClasses()
                .that()
                .areNotAssignableTo(org.apache.camel.Processor.class)
                .and()
                .areNotAssignableTo(org.apache.camel.Predicate.class)
                .and()
                .areNotAssignableTo(org.apache.camel.AggregationStrategy.class)
                .and()
                .areNotAssignableTo(org.apache.camel.spi.HeaderFilterStrategy.class)
                .and()
                .areNotAssignableTo(org.apache.camel.spi.IdempotentRepository.class)
                .and()
                .areNotAssignableTo(org.apache.camel.Consumer.class)
                .and()
                .areNotAssignableTo(org.apache.camel.AsyncCallback.class)
                .and()
                .areNotAssignableTo(org.apache.camel.Producer.class)
                .and()
                .areNotAssignableTo(org.apache.camel.spi.RoutePolicy.class)
                .and()
                .areNotAssignableTo(org.apache.camel.spi.Synchronization.class)
                .and()
                .areNotAssignableTo(net.thisptr.jackson.jq.Function.class)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.camel.Exchange")
                .check(CLASSES);
    }

    /** A greeting with a key has no business in a log; and a command's output is what it was called for. */
    @Test
    void nothingWritesToTheConsolePastTheLog() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.notifyflow.gateway.Welcome")
                .and()
                .doNotHaveFullyQualifiedName("io.notifyflow.cli.Shell")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
