package io.notifyflow.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A receipt as an operator sees it; its payload may hold personal data and stays where it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptView(
        UUID receiptId,
        String provider,
        String eventId,
        String type,
        String state,
        @Nullable String reason,
        int replays,
        Instant receivedAt,
        Instant settledAt) {

    /**
     * A page of them.
     *
     * @param next the {@code cursor} of the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<ReceiptView> receipts, @Nullable UUID next) {}

    /** What came of a replay. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"receiptId", "state", "reason"})
    record Replayed(UUID receiptId, String state, @Nullable String reason) {}
}
