package io.notifyflow.source.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request of a source, as its account sees it.
 *
 * @param lastReceivedAt of several that are alike and share the row
 * @param accepted       events that were accepted, without those that were accepted before
 * @param bytes          size of the body
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestView(
        UUID requestId,
        Instant receivedAt,
        @Nullable Instant lastReceivedAt,
        int requests,
        String outcome,
        @Nullable Integer status,
        @Nullable String problem,
        @Nullable String reason,
        @Nullable String kind,
        int accepted,
        int repeated,
        int refused,
        List<UUID> eventIds,
        @Nullable String contentType,
        @Nullable Long bytes,
        @Nullable String excerpt) {

    /**
     * A page of them, the latest first.
     *
     * @param next the {@code cursor} of the next page; null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<RequestView> requests, @Nullable UUID next) {}
}
