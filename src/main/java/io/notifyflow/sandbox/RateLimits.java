package io.notifyflow.sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Buckets of requests per fixed window, and a global limit per bot, or per address for calls without one.
 *
 * <p>https://discord.com/developers/docs/topics/rate-limits
 */
final class RateLimits {

    /** What an unthrottled bucket claims to allow. */
    static final int UNTHROTTLED = 1_000_000;

    private static final long GLOBAL_WINDOW_MILLIS = 1000;
    private static final int BUCKETS_BEFORE_SWEEPING = 10_000;

    private final SandboxSettings settings;
    private final InstantSource clock;
    private final Map<Key, Window> buckets = new ConcurrentHashMap<>();
    private final Map<String, Window> callers = new ConcurrentHashMap<>();
    private final Map<String, Limit> limits = new ConcurrentHashMap<>();
    /** Until when a scripted answer told a bucket's callers, or one caller, to stay away. */
    private final Map<Object, Long> announced = new ConcurrentHashMap<>();

    private final LongAdder early = new LongAdder();

    RateLimits(SandboxSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    private record Limit(int requests, Duration window) {}

    /** @param owner of the limit: each bot has its own, and a webhook is one by its token */
    private record Key(ApiRoute route, String resource, String owner) {

        static Key of(ApiCall call) {
            return new Key(call.route(), call.resource(), call.route().forBots() ? call.caller() : call.secret());
        }
    }

    RateDecision take(ApiCall call) {
        long now = clock.millis();
        Key key = Key.of(call);
        RateDecision decision = decide(call, key, now);
        if (wasTold(key, now) | wasTold(call.caller(), now) | decision.early()) {
            early.increment();
        }
        return decision;
    }

    private RateDecision decide(ApiCall call, Key key, long now) {
        int global = call.hasBot() ? settings.globalLimit() : settings.addressLimit();
        if (global > 0) {
            RateDecision decision =
                    window(callers, call.caller(), now).take(call.route(), global, GLOBAL_WINDOW_MILLIS, now, true);
            if (decision.throttled()) {
                return decision;
            }
        }
        Limit own = limits.get(call.resource());
        int limit = own == null ? settings.rateLimit() : own.requests();
        if (limit == 0) {
            return new RateDecision(
                    call.route(), UNTHROTTLED, UNTHROTTLED - 1, now, now + GLOBAL_WINDOW_MILLIS, false, false, false);
        }
        long length = (own == null ? settings.rateLimitWindow() : own.window()).toMillis();
        return window(buckets, key, now).take(call.route(), limit, Math.max(length, 1), now, false);
    }

    /** Limits the buckets of one resource, whatever the settings say. */
    void limit(String resource, int requests, Duration window) {
        limits.put(resource, new Limit(requests, window));
    }

    /** A scripted 429 told the caller to stay away; the calls that do not are counted, not refused. */
    void announce(ApiCall call, SandboxFault.Answer told) {
        announced.put(
                told.isGlobal() ? call.caller() : Key.of(call),
                clock.millis() + told.retryAfter().toMillis());
    }

    /** Calls that arrived at a bucket before it reopened. */
    long early() {
        return early.sum();
    }

    private boolean wasTold(Object bucketOrCaller, long now) {
        Long until = announced.get(bucketOrCaller);
        if (until != null && now >= until) {
            announced.remove(bucketOrCaller, until);
        }
        return until != null && now < until;
    }

    private static <K> Window window(Map<K, Window> windows, K key, long now) {
        Window window = windows.computeIfAbsent(key, absent -> new Window());
        if (windows.size() > BUCKETS_BEFORE_SWEEPING) {
            windows.values().removeIf(other -> other != window && other.isOver(now));
        }
        return window;
    }

    /** The requests since the window opened, which is when its first one came. */
    private static final class Window {
        private long reset;
        private int used;
        private int refused;

        synchronized RateDecision take(ApiRoute route, int limit, long length, long now, boolean global) {
            if (now >= reset) {
                reset = now + length;
                used = 0;
                refused = 0;
            }
            boolean throttled = used >= limit;
            if (throttled) {
                refused++;
            } else {
                used++;
            }
            // Nothing tells a client that the global limit is near, so the first refusal is not its fault.
            boolean early = throttled && (!global || refused > 1);
            return new RateDecision(route, limit, limit - used, now, reset, throttled, early, global);
        }

        synchronized boolean isOver(long now) {
            return now >= reset;
        }
    }
}
