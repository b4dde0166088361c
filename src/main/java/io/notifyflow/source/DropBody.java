package io.notifyflow.source;

import io.notifyflow.source.body.BodyMemory;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Gives back what the body of a webhook took, once there are events in its place. */
@Component("dropBody")
class DropBody implements Processor {

    /** The variable with the {@link BodyMemory.Share}. */
    static final String MEMORY = "bodyMemory";

    @Override
    public void process(Exchange exchange) {
        BodyMemory.Share share = exchange.getVariable(MEMORY, BodyMemory.Share.class);
        if (share != null) {
            share.close();
        }
    }
}
