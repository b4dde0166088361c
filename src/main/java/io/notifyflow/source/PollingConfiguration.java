package io.notifyflow.source;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A thread for each source that is asked: most of the time they wait for others. */
@Configuration
class PollingConfiguration {

    @Bean(destroyMethod = "shutdown", defaultCandidate = false)
    ExecutorService pollThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("source-poll-", 0).factory());
    }
}
