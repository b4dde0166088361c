package io.notifyflow.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.event.Etag;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/sources; an id of another account is no id at all. */
@Component("sourceAnswers")
public class SourceAnswers {

    private static final Logger log = LoggerFactory.getLogger(SourceAnswers.class);

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

    public Reply show(Account account, String id) {
        return Ids.parse(id)
                .flatMap(source -> sources.find(account.id(), source))
                .map(source -> reply(200, source.view(), source))
                .orElseGet(SourceAnswers::unknown);
    }

    private static Reply reply(int status, Object body, Sources.Kept source) {
        return Reply.of(status, body).withHeader("ETag", Etag.of(source));
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot be added
     */
    public Reply create(Account account, Actor actor, byte[] body) throws IOException {
        NewSource asked = reader.read(account, body);
        Sources.Added added = sources.add(account.id(), actor, asked, polled.isPolled(asked.type(), asked.settings()));
        SourceView source = added.source().view();
        log.info("Source {} of type {} of account {} is added", source.sourceId(), source.type(), account.id());
        String path = "/in/" + source.type() + "/" + added.key();
        return reply(
                        201,
                        new Created(source, polled.hasAddress(source.type(), asked.settings()) ? path : null),
                        added.source())
                .withHeader("Location", "/api/v1/sources/" + source.sourceId());
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot become so
     */
    public Reply change(Account account, Actor actor, String id, @Nullable String ifMatch, byte[] body)
            throws IOException {
        UUID source = Ids.parse(id).orElse(null);
        Optional<Sources.Kept> changed = source == null
                ? Optional.empty()
                : sources.change(
                        account.id(), actor, source, ifMatch, before -> reader.readChange(account, body, before));
        return changed.map(kept -> reply(200, kept.view(), kept)).orElseGet(SourceAnswers::unknown);
    }

    public Reply revoke(Account account, Actor actor, String id) {
        Optional<UUID> revoked = Ids.parse(id).filter(source -> sources.revoke(account.id(), actor, source));
        return revoked.map(source -> {
                    log.info("Source {} of account {} is revoked", source, account.id());
                    return Reply.of(200, new Revoked(source, "revoked", "Its address is unknown from now on"));
                })
                .orElseGet(SourceAnswers::unknown);
    }

    private static Reply unknown() {
        return Reply.of(
                Problem.of("unknown-source", "There is no such source", 404, "The account has no source with this id"));
    }
}
