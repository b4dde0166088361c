package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.notifyflow.account.SourceSizes;
import io.notifyflow.source.body.BodyContent;
import io.notifyflow.source.body.BodyMemory;
import io.notifyflow.source.body.ContentCoding;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Bytes in, JSON out: unpacked and parsed in turn, so that those of many requests fit into memory. */
@Component("readBody")
class ReadBody implements Processor {

    /** Of a large body, whose bytes nobody needs any more, the first ones stay for whoever looks what was sent. */
    private static final int KEPT = 4096;

    private static final int LARGE = 256 * 1024;

    private final SourceSizes sizes;
    private final List<Handshake> handshakes;
    private final BodyMemory memory = new BodyMemory();

    ReadBody(SourceSizes sizes, List<Handshake> handshakes) {
        this.sizes = sizes;
        this.handshakes = handshakes;
    }

    /**
     * @throws AnsweredWithoutEvent if it is no event but a sender's question
     */
    @Override
    public void process(Exchange exchange) {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        Unpacked body = unpacked(request);
        exchange.setVariable(DropBody.MEMORY, body.memory());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                body.memory().close();
            }
        });
        JsonNode content = read(request, body.content());
        for (Handshake handshake : handshakes) {
            Object answer = handshake.answer(request, content);
            if (answer != null) {
                throw new AnsweredWithoutEvent(answer);
            }
        }
        exchange.getMessage().setBody(content);
        if (request.body().length > LARGE) {
            exchange.setVariable("request", request.withStartOfBody(KEPT));
        }
    }

    private record Unpacked(byte[] content, BodyMemory.Share memory) {}

    private Unpacked unpacked(ReceivedRequest request) {
        String coding = request.text("Content-Encoding");
        byte[] sent = request.body();
        if (!ContentCoding.isPacked(coding) || sent.length == 0) {
            return new Unpacked(sent, memory.take(sent));
        }
        long limit = sizes.of(request.source().type());
        byte[] small = ContentCoding.unpackedWithin(sent, coding, Math.min(BodyMemory.FREE, limit));
        if (small != null) {
            return new Unpacked(small, memory.take(small));
        }
        try (BodyMemory.Share turn = memory.takeForUnpacking()) {
            byte[] large = ContentCoding.unpacked(sent, coding, limit);
            return new Unpacked(large, memory.take(large));
        }
    }

    /** Only an event in CloudEvents' binary mode may have no data: all else that it says is in its headers. */
    private static JsonNode read(ReceivedRequest request, byte[] body) {
        return body.length == 0 && request.header("ce-specversion") != null
                ? NullNode.getInstance()
                : BodyContent.read(body, request.text("Content-Type"));
    }
}
