package io.notifyflow.bench.plain;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of a request, with the checks that annotations can make. */
record PlainEvent(
        @NotNull @Size(min = 1, max = 64) @Pattern(regexp = "[a-zA-Z0-9-]*") String category,
        @Size(max = 256) @Nullable String title,
        @Size(max = 8192) @Nullable String description,
        @Nullable JsonNode fields,
        @Size(max = 2048) @Nullable String url) {}
