package io.notifyflow.delivery.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Reads an answer within a time and a size. The client's own time-out is one for each read, so a receiver that sends a
 * byte now and then would hold the caller for ever.
 */
final class BoundedExchange implements ExecChainHandler {

    /** Of the body, after it was decompressed. */
    static final int LONGEST_BODY = 64 * 1024;

    /** Of what is fetched; an answer to what was sent says little. */
    static final int LONGEST_DOCUMENT = 2 * 1024 * 1024;

    private static final int PIECE = 8 * 1024;

    private final Duration timeout;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("outbound-timeout").daemon().factory());

    BoundedExchange(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var late = new AtomicBoolean();
        Future<?> end = timer.schedule(
                () -> {
                    late.set(true);
                    scope.execRuntime.discardEndpoint();
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                int longest = "GET".equals(request.getMethod()) ? LONGEST_DOCUMENT : LONGEST_BODY;
                response.setEntity(bounded(response.getEntity(), longest, scope));
            }
            return response;
        } catch (IOException e) {
            throw late.get() ? timedOut(e) : e;
        } finally {
            end.cancel(false);
        }
    }

    /** What came of the body: a status that came is an answer, even if the connection then breaks. */
    private static HttpEntity bounded(HttpEntity entity, int longest, ExecChain.Scope scope) {
        var body = new ByteArrayOutputStream();
        try {
            InputStream stream = entity.getContent();
            byte[] piece = new byte[PIECE];
            int read = stream.read(piece);
            while (read >= 0 && body.size() + read <= longest) {
                body.write(piece, 0, read);
                read = stream.read(piece);
            }
            if (read < 0) {
                stream.close();
            } else {
                body.write(piece, 0, longest - body.size());
                scope.execRuntime.discardEndpoint();
            }
        } catch (IOException broken) {
            scope.execRuntime.discardEndpoint();
        }
        return new ByteArrayEntity(body.toByteArray(), ContentType.parseLenient(entity.getContentType()));
    }

    private static IOException timedOut(IOException cause) {
        var late = new SocketTimeoutException("The answer took too long");
        late.initCause(cause);
        return late;
    }

    void close() {
        timer.shutdownNow();
    }
}
