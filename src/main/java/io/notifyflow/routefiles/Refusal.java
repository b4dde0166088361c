package io.notifyflow.routefiles;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A version of a file that does not go live.
 *
 * @param checksum null where the file is gone from the folder, and must not
 * @param since    when it was refused
 */
record Refusal(@Nullable String checksum, List<RouteFileError> errors, Instant since) {

    static Refusal of(RouteFile file, RouteFileRefused why) {
        return new Refusal(file.checksum(), why.errors(), Instant.now());
    }

    static Refusal ofDeletion(List<RouteFileError> errors) {
        return new Refusal(null, errors, Instant.now());
    }

    /** Itself if the other says the same: what counts is since when. */
    Refusal orSame(Refusal other) {
        return Objects.equals(checksum, other.checksum) && errors.equals(other.errors) ? this : other;
    }

    boolean isAbout(RouteFile file) {
        return file.checksum().equals(checksum);
    }

    /** What people can tell the version by. */
    String version() {
        return checksum == null ? "deleted" : checksum.substring(0, 12);
    }
}
