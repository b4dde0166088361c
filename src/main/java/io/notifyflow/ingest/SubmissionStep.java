package io.notifyflow.ingest;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** EventRequest in, Submission out. */
@Component("toSubmission")
class SubmissionStep implements Processor {

    private final Submissions submissions;

    SubmissionStep(Submissions submissions) {
        this.submissions = submissions;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        message.setBody(submissions.from(
                message.getMandatoryBody(EventRequest.class), message.getHeader("Idempotency-Key", String.class)));
    }
}
