package io.notifyflow.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Discord's API does with a call that its edge, its authorization and its rate limits let pass. */
final class DiscordApi {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final int OK = 200;
    private static final int DM_CHANNEL = 1;
    private static final int INCOMING_WEBHOOK = 1;
    private static final ObjectWriter WRITER = JSON.writer();
    private static final DiscordUser BOT =
            DiscordUser.bot(Snowflakes.derived("bot", "sandbox"), DiscordUser.BOT_NAME, null);

    private final Sandbox sandbox;

    DiscordApi(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** The refusal that needs neither bucket nor body, or null. */
    @Nullable
    Reply refusalAtTheEdge(ApiCall call) {
        if (!call.hasUserAgent()) {
            return DiscordError.BLOCKED_BY_EDGE.reply();
        }
        return call.route().forBots() && !call.hasBotToken() ? DiscordError.UNAUTHORIZED.reply() : null;
    }

    Reply answer(ApiCall call, byte[] body) {
        return switch (call.route()) {
            case GET_SELF -> Reply.json(OK, write(BOT));
            case GET_WEBHOOK -> webhook(call.resource());
            case CREATE_DM, CREATE_MESSAGE, EXECUTE_WEBHOOK -> answerForm(call, body);
        };
    }

    private Reply answerForm(ApiCall call, byte[] body) {
        FormErrors errors = new FormErrors();
        if (call.route() != ApiRoute.CREATE_DM && !Snowflakes.isSnowflake(call.resource())) {
            String parameter = call.route() == ApiRoute.EXECUTE_WEBHOOK ? "webhook_id" : "channel_id";
            return invalid(errors, parameter, call.resource());
        }
        if (sandbox.isDeletedWebhook(call.resource())) {
            return DiscordError.UNKNOWN_WEBHOOK.reply();
        }
        if (!call.isJson()) {
            return DiscordError.WRONG_CONTENT_TYPE.reply();
        }
        JsonNode object = parse(body);
        if (object == null || !object.isObject()) {
            return DiscordError.INVALID_JSON.reply();
        }
        FormFields form = new FormFields(object, "", errors);
        return call.route() == ApiRoute.CREATE_DM ? openChannel(form) : message(call, form);
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            return null;
        }
    }

    private static Reply invalid(FormErrors errors, String path, String value) {
        errors.add(path, "NUMBER_TYPE_COERCE", "Value \"%s\" is not snowflake.", value);
        return Reply.json(DiscordError.INVALID_FORM.status(), errors.body());
    }

    private static Reply openChannel(FormFields form) {
        String recipient = form.object().path("recipient_id").asText("");
        if (!Snowflakes.isSnowflake(recipient)) {
            return invalid(form.errors(), "recipient_id", recipient);
        }
        return Reply.json(
                OK,
                write(new DirectMessageChannel(
                        Sandbox.directMessageChannel(recipient),
                        DM_CHANNEL,
                        0,
                        List.of(DiscordUser.person(recipient)))));
    }

    private record DirectMessageChannel(String id, int type, int flags, List<DiscordUser> recipients) {}

    /** Discord's answer repeats the token; the sandbox shows it nowhere. */
    private Reply webhook(String id) {
        if (!Snowflakes.isSnowflake(id)) {
            return invalid(new FormErrors(), "webhook_id", id);
        }
        if (sandbox.isDeletedWebhook(id)) {
            return DiscordError.UNKNOWN_WEBHOOK.reply();
        }
        return Reply.json(
                OK,
                write(Map.of(
                        "id",
                        id,
                        "type",
                        INCOMING_WEBHOOK,
                        "name",
                        "Sandbox webhook",
                        "channel_id",
                        Snowflakes.derived("webhook", id),
                        "guild_id",
                        Snowflakes.derived("guild", "sandbox"))));
    }

    private Reply message(ApiCall call, FormFields fields) {
        boolean webhook = call.route() == ApiRoute.EXECUTE_WEBHOOK;
        MessageForm form = webhook ? MessageForm.readWebhook(fields) : MessageForm.readBot(fields);
        if (!fields.errors().isEmpty()) {
            return Reply.json(
                    DiscordError.INVALID_FORM.status(), fields.errors().body());
        }
        if (form.empty()) {
            return DiscordError.EMPTY_MESSAGE.reply();
        }
        if (sandbox.isBlockedChannel(call.resource())) {
            return DiscordError.DIRECT_MESSAGES_BLOCKED.reply();
        }
        Instant now = sandbox.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        DiscordMessage message = webhook ? byWebhook(call.resource(), form, now) : byBot(call.resource(), form, now);
        JsonNode nonce = form.nonce();
        SandboxMessages.Added added = sandbox.store()
                .add(
                        webhook ? "webhook:" + call.resource() : call.resource(),
                        now,
                        write(message),
                        nonce == null ? null : new SandboxMessages.Nonce(call.resource(), nonce.asText()),
                        form.enforceNonce());
        sandbox.countStored(added.duplicate());
        return webhook && !call.wantsMessage()
                ? Reply.noContent()
                : Reply.json(OK, added.message().json());
    }

    private static DiscordMessage byBot(String channelId, MessageForm form, Instant now) {
        return compose(channelId, BOT, form, now, null);
    }

    private static DiscordMessage byWebhook(String webhookId, MessageForm form, Instant now) {
        String name = form.username() == null ? "Sandbox webhook" : form.username();
        DiscordUser author = DiscordUser.bot(webhookId, name, null);
        return compose(Snowflakes.derived("webhook", webhookId), author, form, now, webhookId);
    }

    private static DiscordMessage compose(
            String channelId, DiscordUser author, MessageForm form, Instant now, @Nullable String webhookId) {
        AllowedMentions mentions = form.allowedMentions();
        return new DiscordMessage(
                0,
                form.content(),
                channelId,
                author,
                form.embeds(),
                List.of(),
                mentions.usersIn(form.content()).stream()
                        .map(DiscordUser::person)
                        .toList(),
                List.copyOf(mentions.rolesIn(form.content())),
                mentions.everyoneIn(form.content()),
                false,
                form.tts(),
                FormFields.TIMESTAMP.format(now.atOffset(ZoneOffset.UTC)),
                null,
                form.flags(),
                form.components(),
                form.nonce(),
                webhookId);
    }

    private static String write(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException unexpected) {
            throw new IllegalStateException("the sandbox could not write its answer", unexpected);
        }
    }
}
