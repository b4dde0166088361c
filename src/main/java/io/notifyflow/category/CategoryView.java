package io.notifyflow.category;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A category.
 *
 * @param color        {@code #RRGGBB}
 * @param destinations its own; none for the account's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CategoryView(
        UUID categoryId,
        String name,
        String color,
        @Nullable String emoji,
        List<UUID> destinations,
        Instant createdAt) {}
