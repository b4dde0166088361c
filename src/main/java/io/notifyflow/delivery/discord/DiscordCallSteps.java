package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.HttpAnswer;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of {@code direct:discord.call}. */
@Configuration
class DiscordCallSteps {

    private static final String REQUEST = "request";
    private static final String USER_AGENT = "DiscordBot (https://github.com/notifyflow/notifyflow, 0.1)";

    /** No header of the exchange goes out but the ones set here. */
    @Bean
    Processor writeDiscordCall() {
        return exchange -> {
            Message message = exchange.getMessage();
            DiscordRequest request = message.getMandatoryBody(DiscordRequest.class);
            exchange.setVariable(REQUEST, request);
            var headers = new HashMap<String, Object>();
            headers.put(Exchange.HTTP_URI, request.uri());
            headers.put(Exchange.CONTENT_TYPE, "application/json");
            headers.put("User-Agent", USER_AGENT);
            if (request.authorization() != null) {
                headers.put("Authorization", request.authorization());
            }
            message.setHeaders(headers);
            message.setBody(request.body());
        };
    }

    @Bean
    Processor observeDiscordAnswer(DiscordSenders senders) {
        return exchange -> {
            var request = exchange.getVariable(REQUEST, DiscordRequest.class);
            var answer = exchange.getMessage().getMandatoryBody(HttpAnswer.class);
            exchange.getMessage().setBody(senders.observe(request, answer));
        };
    }
}
