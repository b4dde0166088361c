package io.notifyflow.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/** Stands for a request that is not valid, in the place where the server expects a decoded one. */
final class InvalidRequestMessage extends DefaultFullHttpRequest {

    InvalidRequestMessage(RefusedRequest why) {
        super(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
        setDecoderResult(DecoderResult.failure(why));
    }
}
