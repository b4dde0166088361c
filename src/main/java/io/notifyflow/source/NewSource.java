package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What somebody says about a source that is to be added. */
public record NewSource(
        String type, String name, @Nullable String category, @Nullable String secret, JsonNode settings) {

    @Override
    public String toString() {
        return "NewSource[" + type + "]";
    }
}
