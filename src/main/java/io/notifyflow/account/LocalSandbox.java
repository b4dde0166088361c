package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Decides whether this hub has a sandbox, the local stand-in for Discord, and who may use it.
 *
 * <p>Without a setting there is one where nobody but its developer is expected: no public URL is set, and nothing of
 * Discord's. There, programs on the same machine use it as they like. With {@code notifyflow.sandbox.enabled=true} any
 * hub has one; where a public URL or Discord is set, only a signed-in operator sees what it holds.
 */
@Component
public class LocalSandbox {

    private static final String ENABLED = "notifyflow.sandbox.enabled";
    private static final KeyForm PASS = new KeyForm("nfx_");

    private final boolean available;
    private final boolean open;
    private final boolean replaced;
    private final String pass = PASS.generate();

    LocalSandbox(Environment environment) {
        boolean local = Stream.of(
                        "notifyflow.public-url",
                        "notifyflow.discord.bot-token",
                        "notifyflow.discord.api-base",
                        "notifyflow.bootstrap.discord-webhook-url",
                        "notifyflow.bootstrap.discord-user-id")
                .allMatch(name -> environment.getProperty(name, "").isBlank());
        Boolean enabled = enabled(environment.getProperty(ENABLED, ""));
        available = enabled == null ? local : enabled;
        open = available && local;
        replaced = !environment.getProperty("notifyflow.discord.api-base", "").isBlank();
    }

    private static @Nullable Boolean enabled(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new UnusableSetting(
                        "NOTIFYFLOW_SANDBOX_ENABLED is neither true nor false.",
                        "Set it to true or false, or leave it out: the sandbox is then on only in a hub without a"
                                + " public URL and without Discord.");
        };
    }

    /** Whether this hub has a sandbox. */
    public boolean available() {
        return available;
    }

    /** Whether what is sent to a sandbox arrives: here, or at the address that is set in Discord's place. */
    public boolean takesMessages() {
        return available || replaced;
    }

    /** Whether programs on this machine use it without signing in. */
    public boolean open() {
        return open;
    }

    /** What this hub's own calls carry; it is made for this process, and opens nothing but its sandbox. */
    public String pass() {
        return pass;
    }

    /** Whether these are the credentials of this hub's own calls. */
    public boolean isPass(String presented) {
        return MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8), pass.getBytes(StandardCharsets.UTF_8));
    }
}
