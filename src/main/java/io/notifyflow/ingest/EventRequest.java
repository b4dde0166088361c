package io.notifyflow.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.notifyflow.event.FieldValue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/events}. Members that are not listed here are refused.
 *
 * @param category       name of one of the account's categories, in any case
 * @param title          stands in the message in place of the category's name
 * @param description    the message's text
 * @param fields         flat map of text, number or boolean, shown in this order
 * @param timestamp      when it happened, ISO 8601 with an offset; for events that are reported late
 * @param url            http or https address that the title links to
 * @param emoji          stands before the title in place of the category's own
 * @param idempotencyKey in a batch, what the Idempotency-Key header is for a single event
 */
public record EventRequest(
        @NotNull(message = "is required")
                @Size(min = 1, max = CATEGORY_LENGTH, message = "must have 1 to {max} characters")
                @Pattern(regexp = "[a-zA-Z0-9-]*", message = "may have letters A to Z, digits and hyphens only")
                String category,
        @Characters(max = TITLE_LENGTH) @PlainText @Nullable String title,
        @Characters(max = DESCRIPTION_LENGTH) @PlainText @Nullable String description,
        @ValidFields @Nullable Map<String, FieldValue> fields,
        @PlausibleTime @Nullable OffsetDateTime timestamp,
        @Characters(max = URL_LENGTH) @WebAddress @Nullable String url,
        @Characters(max = EMOJI_LENGTH) @PlainText @Nullable String emoji,
        @JsonProperty("idempotencyKey")
                @Pattern(
                        regexp = "[\\x21-\\x7E]{1,255}",
                        message = "must have 1 to 255 printable ASCII characters without spaces")
                @Nullable
                String idempotencyKey) {

    static final int CATEGORY_LENGTH = 64;
    static final int TITLE_LENGTH = 256;
    static final int DESCRIPTION_LENGTH = 8192;
    static final int URL_LENGTH = 2048;
    static final int EMOJI_LENGTH = 32;
}
