package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.process.CrashStage.Route;
import io.notifyflow.process.EventLoad.Accepted;
import io.notifyflow.process.FaultProxy.Call;
import io.notifyflow.process.Inbox.Message;
import io.notifyflow.process.Ledger.Entry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One destination when all is over: what the database says of it beside what stands in Discord.
 *
 * @param calls what the network did to the calls of all destinations
 * @param kills each of which may hide from the hubs how one call ended
 */
record Aftermath(Route route, List<Entry> entries, Collection<Call> calls, int kills) {

    /** A hub gives up after two seconds; what came near it may have come too late. */
    private static final Duration LATE = Duration.ofMillis(1500);

    void assertAsPromised(List<Accepted> accepted) {
        assertEachHasEnded();
        assertDatabaseTellsTheTruth();
        if (route.directMessages()) {
            assertThat(route.inbox().titles()).as("events in " + route).doesNotHaveDuplicates();
        } else {
            assertDuplicatesWereUnavoidable();
            assertDoubtIsTold();
        }
        byRun(accepted).values().forEach(route.inbox()::assertOrdered);
    }

    private void assertEachHasEnded() {
        assertThat(entries)
                .as("deliveries to " + route)
                .isNotEmpty()
                .extracting(Entry::status)
                .containsAnyOf("delivered", "dead")
                .isSubsetOf("delivered", "dead");
    }

    private void assertDatabaseTellsTheTruth() {
        List<String> titles = route.inbox().titles();
        assertThat(new HashSet<>(titles))
                .as("delivered according to the database, and in " + route)
                .containsAll(entries.stream()
                        .filter(Entry::delivered)
                        .map(Entry::title)
                        .toList());
        assertThat(entries)
                .as("known to the database")
                .extracting(Entry::title)
                .doesNotHaveDuplicates()
                .containsAll(new HashSet<>(titles));
    }

    /** A webhook cannot tell a repeated message: what nobody saw arrive is sent again, and nothing else is. */
    private void assertDuplicatesWereUnavoidable() {
        Set<String> unseen = calls.stream()
                .filter(call -> call.fault().leavesInDoubt() || call.took().compareTo(LATE) > 0)
                .map(Call::messageId)
                .collect(Collectors.toSet());
        List<Message> unexplained = route.inbox().repeated().stream()
                .filter(message -> !unseen.contains(message.id()))
                .toList();
        assertThat(unexplained)
                .as("messages that arrived, were answered, and were repeated at " + route)
                .hasSizeLessThanOrEqualTo(kills);
    }

    /** But for those whose hub did not live to record it. */
    private void assertDoubtIsTold() {
        Set<String> inDoubt = calls.stream()
                .filter(call -> call.fault().leavesInDoubt())
                .map(Call::messageId)
                .collect(Collectors.toSet());
        Set<String> marked = entries.stream()
                .filter(Entry::possibleDuplicate)
                .map(Entry::title)
                .collect(Collectors.toSet());
        List<Message> untold = route.inbox().messages().stream()
                .filter(message -> inDoubt.contains(message.id()))
                .filter(message -> !marked.containsAll(message.titles()))
                .toList();
        assertThat(untold)
                .as("messages of whose arrival nobody could know, not marked as possible duplicates, at " + route)
                .hasSizeLessThanOrEqualTo(kills);
    }

    private static Map<String, List<Accepted>> byRun(List<Accepted> accepted) {
        return accepted.stream()
                .collect(Collectors.groupingBy(event -> event.hub().toString()));
    }
}
