package io.notifyflow.source.template;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.springframework.stereotype.Component;

/** Tells the broker that all records up to this one are accepted; once for those that came together. */
@Component("commitOffset")
class CommitOffset implements Processor {

    @Override
    public void process(Exchange exchange) {
        Message record = exchange.getMessage();
        if (Boolean.TRUE.equals(record.getHeader(KafkaConstants.LAST_RECORD_BEFORE_COMMIT))) {
            record.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class)
                    .commit();
        }
    }
}
