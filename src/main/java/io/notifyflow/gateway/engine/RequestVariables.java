package io.notifyflow.gateway.engine;

import io.notifyflow.event.PercentEncoding;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of what the address of a request holds variables of the exchange, each kind below a name of its own, so that
 * no header, query or path can stand for another: {@code path.<name>}, {@code query.<name>} (a text, or a list of those
 * that were sent), {@code http.query}, {@code http.method} and {@code http.path}.
 */
final class RequestVariables {

    private static final int MOST = 100;

    private RequestVariables() {}

    /**
     * @throws IllegalArgumentException for a query with a malformed escape, one that is not UTF-8, or too many parameters
     */
    static Map<String, Object> of(HttpServerRequest request, String path, Map<String, String> parameters) {
        var variables = new HashMap<String, Object>();
        variables.put("http.method", request.method().name());
        variables.put("http.path", path);
        parameters.forEach((name, value) -> variables.put("path." + name, value));
        String query = request.query();
        if (query != null) {
            variables.put("http.query", query);
            read(query)
                    .forEach((name, values) ->
                            variables.put("query." + name, values.size() == 1 ? values.getFirst() : values));
        }
        return variables;
    }

    private static Map<String, List<String>> read(String query) {
        var parameters = new LinkedHashMap<String, List<String>>();
        String[] pairs = query.split("&", MOST + 1);
        if (pairs.length > MOST) {
            throw new IllegalArgumentException("The query has more than " + MOST + " parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = PercentEncoding.decodeForm(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentEncoding.decodeForm(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                parameters.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }
}
