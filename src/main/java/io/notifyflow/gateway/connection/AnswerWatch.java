package io.notifyflow.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells a connection when an answer to a request was written, and when it has left. */
final class AnswerWatch extends ChannelOutboundHandlerAdapter {

    private final ClientConnection connection;

    AnswerWatch(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof LastHttpContent) || isInterim(message)) {
            ctx.write(message, promise);
            return;
        }
        ChannelPromise written = promise;
        if (connection.isRefused()) {
            written = promise.unvoid();
            written.addListener(ignored -> connection.sent());
        }
        ctx.write(message, written);
        connection.answered();
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
