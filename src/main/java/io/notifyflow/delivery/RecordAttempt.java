package io.notifyflow.delivery;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Waits until the attempt is committed. */
@Component("recordAttempt")
class RecordAttempt implements Processor {

    private final AttemptJournal journal;

    RecordAttempt(AttemptJournal journal) {
        this.journal = journal;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        journal.record(exchange.getMessage().getMandatoryBody(Attempt.class));
    }
}
