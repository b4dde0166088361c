package io.notifyflow.gateway.engine;

import io.notifyflow.event.Continuations;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Brings a request back to its event loop after a wait; one that does not run on a loop gets another thread. */
@Component
class LoopContinuations implements Continuations {

    /** The request that runs on the current event loop at this moment. */
    private static final ThreadLocal<@Nullable Executor> CURRENT = new ThreadLocal<>();

    private final ExecutorService requestThreads;

    LoopContinuations(@Qualifier("requestThreads") ExecutorService requestThreads) {
        this.requestThreads = requestThreads;
    }

    @Override
    public Executor here() {
        Executor loop = CURRENT.get();
        return loop == null ? requestThreads : loop;
    }

    static void run(Executor loop, Runnable task) {
        CURRENT.set(loop);
        try {
            task.run();
        } finally {
            CURRENT.set(null);
        }
    }
}
