package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.apache.camel.Exchange;
import org.apache.camel.language.jq.JqFunctions;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** In jq, {@code request} is what came in beside the body, such as {@code request.headers["x-github-event"]}. */
@Component("request/0")
class RequestFunction implements Function {

    @Override
    public void apply(
            Scope scope,
            List<Expression> arguments,
            JsonNode input,
            @Nullable Path path,
            PathOutput output,
            Version version)
            throws JsonQueryException {
        Exchange exchange = JqFunctions.EXCHANGE_LOCAL.get();
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        output.emit(request == null ? NullNode.getInstance() : request.json(), null);
    }
}
