package io.notifyflow.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of a message to be sent, read and checked.
 *
 * @param empty nothing to show: neither content nor embeds nor one of the kinds the sandbox does not draw
 */
record MessageForm(
        String content,
        List<DiscordEmbed> embeds,
        List<JsonNode> components,
        AllowedMentions allowedMentions,
        boolean tts,
        int flags,
        @Nullable JsonNode nonce,
        boolean enforceNonce,
        @Nullable String username,
        boolean empty) {

    static final int CONTENT = 2000;
    static final int COMPONENTS = 40;
    static final int NONCE = 25;
    static final int USERNAME = 80;

    /** https://discord.com/developers/docs/resources/webhook#create-webhook */
    private static final List<String> FORBIDDEN_IN_USERNAMES = List.of("clyde", "discord");

    private static final List<String> FORBIDDEN_USERNAMES = List.of("everyone", "here");

    private static final List<String> SHOWN_WITHOUT_TEXT = List.of("sticker_ids", "poll", "attachments");

    static MessageForm readBot(FormFields form) {
        return read(form, nonce(form), form.flag("enforce_nonce"), null);
    }

    /** Webhooks know neither nonce nor enforce_nonce, and may rename themselves. */
    static MessageForm readWebhook(FormFields form) {
        form.url("avatar_url");
        return read(form, null, false, username(form));
    }

    private static MessageForm read(
            FormFields form, @Nullable JsonNode nonce, boolean enforceNonce, @Nullable String username) {
        String content = form.text("content", CONTENT);
        List<DiscordEmbed> embeds = EmbedForm.readAll(form);
        List<JsonNode> components = new ArrayList<>();
        form.children("components", COMPONENTS).forEach(component -> components.add(component.object()));
        Components.check(form, components);
        Integer flags = form.integer("flags", 0, Integer.MAX_VALUE);
        boolean empty = content == null
                && embeds.isEmpty()
                && components.isEmpty()
                && SHOWN_WITHOUT_TEXT.stream()
                        .allMatch(name -> form.object().path(name).isEmpty());
        return new MessageForm(
                content == null ? "" : content,
                embeds,
                components,
                AllowedMentions.read(form),
                form.flag("tts"),
                flags == null ? 0 : flags,
                nonce,
                enforceNonce,
                username,
                empty);
    }

    private static @Nullable JsonNode nonce(FormFields form) {
        JsonNode nonce = form.object().get("nonce");
        if (nonce == null || nonce.isNull()) {
            return null;
        }
        boolean fits = nonce.isIntegralNumber()
                ? nonce.canConvertToLong()
                : nonce.isTextual() && !FormText.isLongerThan(NONCE, nonce.textValue());
        if (!fits) {
            form.errors().add(form.pathOf("nonce"), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", NONCE);
        }
        return nonce;
    }

    private static @Nullable String username(FormFields form) {
        JsonNode given = form.object().path("username");
        String username = form.text("username", Integer.MAX_VALUE);
        if (!given.isTextual()) {
            return username;
        }
        if (username == null || FormText.isLongerThan(USERNAME, username)) {
            form.errors()
                    .add(
                            form.pathOf("username"),
                            "BASE_TYPE_BAD_LENGTH",
                            "Must be between 1 and %d in length.",
                            USERNAME);
            return null;
        }
        String lowerCase = username.toLowerCase(Locale.ROOT);
        if (FORBIDDEN_USERNAMES.contains(lowerCase)) {
            form.errors().add(form.pathOf("username"), "USERNAME_INVALID", "Username cannot be \"%s\"", lowerCase);
        }
        for (String forbidden : FORBIDDEN_IN_USERNAMES) {
            if (lowerCase.contains(forbidden)) {
                form.errors()
                        .add(
                                form.pathOf("username"),
                                "USERNAME_INVALID_CONTAINS",
                                "Username cannot contain \"%s\"",
                                forbidden);
            }
        }
        return username;
    }
}
