package io.notifyflow.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the Prefer header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240#section-4.3">RFC 7240, wait</a>
 */
@Component("preferences")
class Preferences {

    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?", Pattern.CASE_INSENSITIVE);

    private final long longest;

    Preferences(IngestSettings settings) {
        this.longest = settings.longestWait().toSeconds();
    }

    /** Seconds that the client will wait for the outcome; 0 if it does not ask, and never more than the setting. */
    long waitSeconds(@Nullable String prefer) {
        if (prefer == null) {
            return 0;
        }
        Matcher matcher = WAIT.matcher(prefer);
        return matcher.find() ? Math.min(longest, Long.parseLong(matcher.group(1))) : 0;
    }
}
