package io.notifyflow.delivery.discord;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * In whose name Discord is called, and what that sender must obey beyond the bucket of the single call: the bot's
 * global limit, a pause that Discord asks for, and the number of invalid requests after which Discord bans an address.
 * Hubs that call in one name share all of it through the database.
 *
 * @see <a href="https://discord.com/developers/docs/topics/rate-limits">Rate limits</a>
 */
@Component("discordSenders")
public class DiscordSenders {

    /** The calls that carry a webhook's own token. */
    static final String WEBHOOKS = "webhooks";

    private static final Logger log = LoggerFactory.getLogger(DiscordSenders.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DiscordSenderStore store;
    private final DiscordAnswers answers;
    private final int invalidRequests;
    private final int botCalls;
    private final int webhookCalls;
    private final SenderState webhooks = new SenderState(WEBHOOKS);
    private final SenderState bot;
    private final AddressBlocks blocks;
    private final int invalidRequestsOfAccount;
    private volatile int invalid;
    private volatile Set<UUID> exhausted = Set.of();

    DiscordSenders(DiscordSenderStore store, DiscordAnswers answers, DiscordSettings settings, MeterRegistry meters) {
        this.store = store;
        this.answers = answers;
        this.invalidRequests = settings.invalidRequests();
        this.invalidRequestsOfAccount = settings.invalidRequestsOfAccount();
        this.botCalls = settings.callsPerSecond();
        this.blocks = new AddressBlocks(settings.blockPause(), System::nanoTime);
        this.webhookCalls = settings.webhookCallsPerSecond();
        this.bot = new SenderState(idOf(settings.botToken()));
        Gauge.builder("notifyflow.discord.bot.refused", bot, state -> state.refused() ? 1 : 0)
                .description("1 while Discord refuses the bot token: direct messages wait")
                .register(meters);
        Gauge.builder("notifyflow.discord.invalid.requests", this, senders -> senders.invalid)
                .description("Answers 401, 403 and 429 in the last ten minutes, over all hubs")
                .register(meters);
    }

    /** The bot's id here; a new token is a new sender, which starts afresh. */
    String bot() {
        return bot.id();
    }

    private static String idOf(@Nullable String token) {
        if (token == null) {
            return "bot:sandbox";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return "bot:" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** A start is somebody's act: a token that was refused before gets another chance. */
    @EventListener(ApplicationStartedEvent.class)
    void start() {
        store.open(WEBHOOKS);
        store.open(bot.id());
        refresh();
    }

    /** Learns what the other hubs were told. */
    @Scheduled(fixedDelay = 5000, initialDelay = 5000)
    void refresh() {
        try {
            store.read(WEBHOOKS).ifPresent(webhooks::take);
            store.read(bot.id()).ifPresent(bot::take);
            invalid = store.invalidRequests();
            exhausted = store.exhausted(invalidRequestsOfAccount);
        } catch (DataAccessException e) {
            log.debug("The state of Discord's limits cannot be read for the moment", e);
        }
    }

    /** There is a count for each account and minute with a refusal. */
    @Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
    void forget() {
        store.forget();
    }

    private SenderState state(String sender) {
        return sender.equals(WEBHOOKS) ? webhooks : bot;
    }

    /** How long nothing can be called in this name, as far as this hub knows. */
    Duration closedFor(String sender) {
        SenderState state = state(sender);
        return invalid >= invalidRequests || state.refused() ? LOOK_AGAIN : state.pausedFor();
    }

    /** How long nothing can be called in this name for an account: it may not use up what all may make of refused calls. */
    Duration closedFor(String sender, UUID account) {
        return exhausted.contains(account) ? LOOK_AGAIN : closedFor(sender);
    }

    /** Takes one call of the sender's global limit; zero, or how long to wait before asking again. */
    Duration take(String sender) {
        Duration closed = closedFor(sender);
        return closed.isPositive() ? closed : store.take(sender, sender.equals(WEBHOOKS) ? webhookCalls : botCalls);
    }

    /**
     * Waits for a place in the bucket of Create DM, which all recipients share, and for one under the global limit.
     *
     * @throws AttemptFailed if that would take long
     */
    public void awaitOpening() {
        await(() -> store.takeOpening(bot.id()), "Discord limits how fast the bot opens channels");
        await(() -> take(bot.id()), "Discord's limit for the bot is reached");
    }

    /**
     * Waits for a place for one call more than was asked for; gives the request on.
     *
     * @throws AttemptFailed if that would take long
     */
    public DiscordRequest awaitCall(DiscordRequest request) {
        await(() -> take(request.sender()), "Discord's limit is reached");
        return request;
    }

    private static void await(Supplier<Duration> place, String reason) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Duration wait = place.get();
        while (wait.isPositive()) {
            if (System.nanoTime() + wait.toNanos() > until) {
                throw new AttemptFailed(Classified.unsent(new AttemptOutcome.Throttled(wait, reason)));
            }
            LockSupport.parkNanos(wait.toNanos());
            wait = place.get();
        }
    }

    /** Learns from the answer to Create DM how its bucket stands. */
    void opened(HttpAnswer answer) {
        String remaining = answer.header("X-RateLimit-Remaining");
        String limit = answer.header("X-RateLimit-Limit");
        boolean refused = answer.status() == 429;
        if (refused || remaining != null && limit != null) {
            store.opened(bot.id(), refused ? 0 : number(remaining), number(limit), answers.bucketPause(answer));
        }
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 1;
    }

    /** Learns from any answer what concerns its sender; gives the answer on. */
    public HttpAnswer observe(DiscordRequest request, HttpAnswer answer) {
        if (answer.successful()) {
            blocks.opened();
        } else {
            try {
                Optional<Optional<Duration>> block = answers.addressBlock(answer);
                if (block.isPresent()) {
                    blocked(answer, block.get().orElse(null));
                } else if (answer.status() == 429 || answer.status() == 401 || answer.status() == 403) {
                    refused(request, answer);
                }
            } catch (DataAccessException e) {
                log.warn(
                        "What Discord said about its limits is known to this hub alone: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
        }
        return answer;
    }

    /** Nobody's fault: neither the webhook's nor the bot's calls get through from this address. */
    private void blocked(HttpAnswer answer, @Nullable Duration asked) {
        Optional<Duration> pause = blocks.closed(asked);
        if (pause.isPresent()) {
            webhooks.pause(pause.get());
            bot.pause(pause.get());
            log.warn(
                    "Discord blocks this hub's address (HTTP {}); nothing is sent to Discord for {}. Events wait.",
                    answer.status(),
                    pause.get());
            store.pause(WEBHOOKS, pause.get());
            store.pause(bot.id(), pause.get());
        }
    }

    /** Memory first, then what other hubs must not do any more, then the count: the database may fail in between. */
    private void refused(DiscordRequest request, HttpAnswer answer) {
        Optional<Duration> pause = answers.globalPause(answer);
        if (pause.isPresent()) {
            state(request.sender()).pause(pause.get());
            log.warn(
                    "Discord's global limit is reached; nothing is called as {} for {}", request.sender(), pause.get());
            store.pause(request.sender(), pause.get());
        }
        if (answer.status() == 401 && request.ofBot()) {
            bot.refuse();
            log.error("Discord refuses the bot token; direct messages wait. Set NOTIFYFLOW_DISCORD_BOT_TOKEN to the"
                    + " token shown in Discord's developer portal under Bot, and start the hub again.");
            store.refuse(bot.id(), "401");
        }
        if (answer.status() != 429 || !"shared".equalsIgnoreCase(answer.header("X-RateLimit-Scope"))) {
            countInvalid();
            countInvalid(request.account());
        }
    }

    private void countInvalid(UUID account) {
        store.countInvalidRequest(account);
        Set<UUID> before = exhausted;
        exhausted = store.exhausted(invalidRequestsOfAccount);
        if (exhausted.contains(account) && !before.contains(account)) {
            log.error(
                    "Discord refused {} calls for account {} in ten minutes; its calls wait. The log of attempts shows"
                            + " the destinations.",
                    invalidRequestsOfAccount,
                    account);
        }
    }

    private synchronized void countInvalid() {
        int before = invalid;
        invalid = before + 1;
        invalid = Math.max(invalid, store.countInvalidRequest());
        if (before < invalidRequests && invalid >= invalidRequests) {
            log.error(
                    "Discord refused {} calls in ten minutes; calls wait, or Discord would ban this address."
                            + " The log of attempts shows the destinations.",
                    invalid);
        }
    }
}
