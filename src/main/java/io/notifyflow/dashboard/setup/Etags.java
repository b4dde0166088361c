package io.notifyflow.dashboard.setup;

import io.notifyflow.client.ApiResponse;
import java.util.List;

/** The state that a form was filled in from, which its change is held against. */
final class Etags {

    private Etags() {}

    static String of(ApiResponse<?> answer) {
        return answer.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("ETag"))
                .map(header -> header.getValue())
                .filter(values -> !values.isEmpty())
                .map(List::getFirst)
                .findFirst()
                .orElse("");
    }
}
