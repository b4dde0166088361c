package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.HttpAnswer;
import io.notifyflow.delivery.discord.DiscordCorrection.Corrected;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Makes the body the corrected request, and keeps what is left out; where nothing can be, the answer stands. */
@Component("correctMessage")
class CorrectMessage implements Processor {

    static final String LEFT_OUT = "leftOut";

    private final DiscordCorrection correction;

    CorrectMessage(DiscordCorrection correction) {
        this.correction = correction;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        var request = exchange.getVariable(WriteDiscordCall.REQUEST, DiscordRequest.class);
        var answer = exchange.getMessage().getMandatoryBody(HttpAnswer.class);
        Optional<Corrected> corrected = correction.of(request, answer);
        if (corrected.isPresent()) {
            exchange.setVariable(LEFT_OUT, corrected.get().leftOut());
            exchange.getMessage().setBody(corrected.get().request());
        }
    }
}
