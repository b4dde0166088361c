package io.notifyflow.dashboard.events;

import io.notifyflow.dashboard.Frame;
import io.notifyflow.page.PageWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open live view. It is written by a thread of its own, so that a slow reader holds up nobody: one who falls behind
 * is let go, and comes back by itself where it was. It ends with the session of whoever looks.
 */
final class LiveView implements LiveTail.Watcher {

    /** The browser comes back at once; whoever may not see the account any more does not get in again. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final int BEHIND = 50;
    private static final int ROWS_AT_ONCE = 200;
    private static final long COMES_BACK_MILLIS = 1000;
    private static final List<EventRow> END = List.of();

    private final LiveTail tail;
    private final PageWriter writer;
    private final Frame frame;
    private final LiveFilter filter;
    private final Runnable ended;
    private final SseEmitter emitter = new SseEmitter(0L);
    private final BlockingQueue<List<EventRow>> news = new ArrayBlockingQueue<>(BEHIND);
    private volatile boolean over;

    LiveView(LiveTail tail, PageWriter writer, Frame frame, LiveFilter filter, Runnable ended) {
        this.tail = tail;
        this.writer = writer;
        this.frame = frame;
        this.filter = filter;
        this.ended = ended;
    }

    SseEmitter emitter() {
        return emitter;
    }

    /**
     * @param unwatch ends the watch over the session
     */
    void begin(@Nullable UUID after, Runnable unwatch) {
        UUID account = frame.account().id();
        emitter.onCompletion(() -> over = true);
        emitter.onError(failure -> over = true);
        if (!tail.watch(account, this)) {
            end();
        }
        var unused = Thread.ofVirtual().name("live-view").start(() -> {
            try {
                write(account, after);
            } finally {
                unwatch.run();
            }
        });
    }

    @Override
    public void see(List<EventRow> rows) {
        if (!news.offer(rows)) {
            end();
        }
    }

    @Override
    public void end() {
        over = true;
        // Wakes the writer, if it waits; if there is no place in the queue, it does not.
        boolean unused = news.offer(END);
    }

    private void write(UUID account, @Nullable UUID after) {
        long until = System.nanoTime() + LIFE.toNanos();
        try {
            emitter.send(SseEmitter.event().reconnectTime(COMES_BACK_MILLIS).comment("live"));
            if (after != null) {
                send(tail.since(account, after));
            }
            while (!over && System.nanoTime() < until) {
                List<EventRow> rows = news.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (rows == null) {
                    emitter.send(SseEmitter.event().comment("still here"));
                } else {
                    send(rows);
                }
            }
            emitter.complete();
        } catch (IOException | IllegalStateException gone) {
            emitter.completeWithError(gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            tail.leave(account, this);
            ended.run();
        }
    }

    private void send(List<EventRow> rows) throws IOException {
        List<EventRow> shown = rows.stream().filter(filter::shows).toList();
        for (EventRow row : shown.subList(Math.max(0, shown.size() - ROWS_AT_ONCE), shown.size())) {
            String html = writer.text("dashboard/events/row", Map.of("frame", frame, "row", row));
            emitter.send(SseEmitter.event().id(row.id().toString()).name("row").data(html));
        }
    }
}
