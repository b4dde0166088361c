package io.notifyflow.source.heartbeat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.account.Account;
import io.notifyflow.account.Category;
import io.notifyflow.event.Reply;
import io.notifyflow.source.Poll;
import io.notifyflow.source.PollFailed;
import io.notifyflow.source.ReceivedRequest;
import io.notifyflow.source.Source;
import io.notifyflow.source.heartbeat.Pulse.Change;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Pings, and the looks at what stays away. */
@Component("heartbeats")
class Heartbeats {

    /** How often events are looked for that were missed; a ping says by itself that it is back. */
    private static final Duration WHILE_SILENT = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofHours(1);

    private final SignsOfLife signs;
    private final ObjectMapper json;

    Heartbeats(SignsOfLife signs, ObjectMapper json) {
        this.signs = signs;
        this.json = json;
    }

    /** What who pings is answered. */
    record Heard(String status) {}

    Reply ping(ReceivedRequest request) {
        signs.ping(request.source().id());
        return Reply.of(200, new Heard("ok"));
    }

    /** What a look found: what is to be told, the cursor from then on, and when to look again. */
    record Found(ArrayNode news, ObjectNode cursor, Duration next) {}

    Found look(Poll poll, Account account) {
        Source source = poll.source();
        String watch = source.settings().path("watch").asText();
        Pulse before = Pulse.of(poll.cursor(), poll.now());
        Instant heard = watch.isEmpty() ? poll.pingedAt() : newest(account, watch, before);
        Change change = before.look(heard, poll.now(), poll.period());
        ArrayNode news = json.createArrayNode();
        if (change.state() != null) {
            news.add(news(change.state(), source, watch, before, change.then(), poll));
        }
        return new Found(news, cursor(change.then()), next(change.then(), poll, !watch.isEmpty()));
    }

    private @Nullable Instant newest(Account account, String watch, Pulse before) {
        Category category = account.category(watch);
        if (category == null) {
            throw new PollFailed("The account has no category \"" + watch + "\" any more; revoke this source");
        }
        return signs.newest(account.id(), category.name(), before.scanned()).orElse(null);
    }

    /** The id is the same when it has to be told again, and another one the next time. */
    private ObjectNode news(String state, Source source, String watch, Pulse before, Pulse then, Poll poll) {
        Pulse named = then.silent() ? then : before;
        return json.createObjectNode()
                .put("id", state + "." + named.last().toEpochMilli())
                .put("state", state)
                .put("name", source.name())
                .put("watch", watch)
                .put("minutes", poll.period().toMinutes())
                .put("last", then.last().toString());
    }

    private ObjectNode cursor(Pulse pulse) {
        return json.createObjectNode()
                .put("last", pulse.last().toString())
                .put("silent", pulse.silent())
                .put("scanned", pulse.scanned().toString());
    }

    private static Duration next(Pulse pulse, Poll poll, boolean watches) {
        if (pulse.silent()) {
            return watches ? WHILE_SILENT : SELDOM;
        }
        Duration left = Duration.between(poll.now(), pulse.due(poll.period()));
        return left.compareTo(SOON) > 0 ? left : SOON;
    }
}
