package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.Target;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a call goes: to Discord, to what is configured in its place, or to the sandbox inside this hub. */
@Component
class DiscordAddresses {

    private final @Nullable URI configured;
    private final boolean withBot;
    private final SandboxAddress sandbox;

    DiscordAddresses(DiscordSettings settings, SandboxAddress sandbox) {
        this.configured = settings.apiBase();
        this.withBot = settings.botToken() != null;
        this.sandbox = sandbox;
    }

    /**
     * The base of the API, without a slash at the end.
     *
     * @throws AttemptFailed if that is the sandbox, and there is none
     */
    String ofWebhook(Target target) {
        return base(isForSandbox(target));
    }

    /** As {@link #ofWebhook}, for calls of the bot; without one they go to the sandbox. */
    String ofBot() {
        return base(!withBot);
    }

    /** What calls of a webhook carry besides its token; the sandbox knows this hub by it. */
    @Nullable
    String authorizationOfWebhook(Target target) {
        return isDiscord(target) ? null : sandbox.authorization();
    }

    /** What calls of a bot carry where there is no bot: the sandbox, or what stands in its place, asks for the form. */
    String authorizationWithoutBot() {
        return configured == null ? sandbox.authorization() : "Bot sandbox";
    }

    /** Whether calls there leave this hub, for Discord or what stands in its place. */
    boolean isDiscord(Target target) {
        return configured != null || !isForSandbox(target);
    }

    private static boolean isForSandbox(Target target) {
        return Boolean.parseBoolean(target.config().get("sandbox"));
    }

    private String base(boolean toSandbox) {
        if (configured != null) {
            return configured.toString().replaceAll("/+$", "");
        }
        return toSandbox ? sandbox.base() : DiscordSettings.API;
    }
}
