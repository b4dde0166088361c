package io.notifyflow.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Waits until this hub has dropped from memory what was changed before. The database announces changes in the order of
 * their commits, so a word that is sent after a change is heard after it. Whoever made the change, and in however many
 * transactions, need not say which accounts it concerns.
 */
@Component
public class ChangeBarrier {

    /** The payload is the word's id. */
    static final String CHANNEL = "account_changes_heard";

    /** After this the hub forgets all accounts instead, which has the same effect and costs more. */
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final String SEND = "SELECT pg_notify(:channel, :word)";

    private final JdbcClient jdbc;
    private final AccountChanges changes;
    private final Map<String, List<CompletableFuture<Boolean>>> sent = new ConcurrentHashMap<>();
    private List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    private boolean sending;
    private volatile boolean listening;

    ChangeBarrier(JdbcClient jdbc, AccountChanges changes) {
        this.jdbc = jdbc;
        this.changes = changes;
    }

    /**
     * Completes, never exceptionally, when every change that was committed before this call is in effect on this hub;
     * within {@link #MAX_WAIT}.
     *
     * @return whether the word was heard; otherwise all accounts were forgotten
     */
    public CompletableFuture<Boolean> passed() {
        if (!listening) {
            changes.allChanged();
            return CompletableFuture.completedFuture(false);
        }
        var passed = new CompletableFuture<Boolean>();
        synchronized (this) {
            waiting.add(passed);
            if (!sending) {
                sending = true;
                Thread.ofVirtual().name("change-barrier").start(this::send);
            }
        }
        return passed.orTimeout(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            changes.allChanged();
            return false;
        });
    }

    /** All that wait share a word: one goes out while the next gathers. */
    private void send() {
        for (List<CompletableFuture<Boolean>> batch = next(); !batch.isEmpty(); batch = next()) {
            String word = UUID.randomUUID().toString();
            sent.put(word, batch);
            try {
                send(word);
            } catch (RuntimeException e) {
                forgetInstead(word);
            }
        }
    }

    private void send(String word) {
        var unused = jdbc.sql(SEND)
                .param("channel", CHANNEL)
                .param("word", word)
                .query((row, index) -> true)
                .list();
        if (!listening) {
            forgetInstead(word);
        }
    }

    private synchronized List<CompletableFuture<Boolean>> next() {
        List<CompletableFuture<Boolean>> batch = waiting;
        waiting = new ArrayList<>();
        sending = !batch.isEmpty();
        return batch;
    }

    /** Announcements have begun to be heard. */
    void listening() {
        listening = true;
    }

    /** A word came back; what was announced before it has been dealt with. */
    void heard(String word) {
        complete(word, true);
    }

    private void complete(String word, boolean heard) {
        List<CompletableFuture<Boolean>> batch = sent.remove(word);
        if (batch != null) {
            batch.forEach(passed -> passed.complete(heard));
        }
    }

    /** No word will be heard for a while. */
    void deaf() {
        listening = false;
        List.copyOf(sent.keySet()).forEach(this::forgetInstead);
    }

    private void forgetInstead(String word) {
        changes.allChanged();
        complete(word, false);
    }
}
