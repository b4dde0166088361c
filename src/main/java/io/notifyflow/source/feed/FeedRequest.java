package io.notifyflow.source.feed;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A feed that is about to be asked for.
 *
 * @param uri          may hold a token, so this record does not tell it
 * @param etag         of the version that is known
 * @param lastModified of the same
 * @param redirects    that may still be followed
 */
record FeedRequest(URI uri, @Nullable String etag, @Nullable String lastModified, int redirects) {

    @Override
    public String toString() {
        return "FeedRequest[***]";
    }
}
