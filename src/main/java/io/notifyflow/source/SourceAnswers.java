package io.notifyflow.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.notifyflow.account.Account;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/sources; an id of another account is no id at all. */
@Component("sourceAnswers")
public class SourceAnswers {

    private static final Logger log = LoggerFactory.getLogger(SourceAnswers.class);
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Sources sources;
    private final NewSourceReader reader;
    private final PolledTypes polled;

    SourceAnswers(Sources sources, NewSourceReader reader, PolledTypes polled) {
        this.sources = sources;
        this.reader = reader;
        this.polled = polled;
    }

    /** The sources of an account. */
    record SourceList(List<SourceView> sources) {}

    /**
     * A source that was added.
     *
     * @param path where the sender posts to, below the hub's address; it holds the key, and is shown this once;
     *             null for one that the hub asks itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Created(@JsonUnwrapped SourceView source, @Nullable String path) {

        @Override
        public String toString() {
            return "Created[" + source.sourceId() + "]";
        }
    }

    /** A source that is no more. */
    record Revoked(UUID sourceId, String status, String message) {}

    public Reply list(Account account) {
        return Reply.of(200, new SourceList(sources.list(account.id())));
    }

    public Reply create(Account account, byte[] body) throws IOException {
        NewSource asked = reader.read(account, body);
        Optional<Sources.Added> added =
                sources.add(account.id(), asked, polled.isPolled(asked.type(), asked.settings()));
        if (added.isEmpty()) {
            return Reply.of(Problem.of(
                    "source-exists",
                    "There is a source of that name",
                    409,
                    "The account has a source named \"" + asked.name() + "\"; revoke it first, or take another name"));
        }
        SourceView source = added.get().source();
        log.info("Source {} of type {} of account {} is added", source.sourceId(), source.type(), account.id());
        String path = "/in/" + source.type() + "/" + added.get().key();
        return Reply.of(201, new Created(source, polled.hasAddress(source.type(), asked.settings()) ? path : null));
    }

    public Reply revoke(Account account, @Nullable String id) {
        if (id == null || !UUID_TEXT.matcher(id).matches() || !sources.revoke(account.id(), UUID.fromString(id))) {
            return Reply.of(Problem.of(
                    "unknown-source", "There is no such source", 404, "The account has no source with this id"));
        }
        UUID source = UUID.fromString(id);
        log.info("Source {} of account {} is revoked", source, account.id());
        return Reply.of(200, new Revoked(source, "revoked", "Its address is unknown from now on"));
    }
}
