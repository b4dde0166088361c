package io.notifyflow.source;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A source's row that makes no sense, as a hand or another version may have left it. */
class UnreadableSource extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    UnreadableSource(UUID source, String reason, @Nullable Throwable cause) {
        super(Problem.of(
                "source-unreadable",
                "The source cannot be read",
                503,
                reason + ". Change the settings and the secret of source " + source + ", or revoke it"));
        initCause(cause);
    }

    @Override
    public String getMessage() {
        return problem().message();
    }
}
