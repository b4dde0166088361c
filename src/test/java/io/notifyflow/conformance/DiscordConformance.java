package io.notifyflow.conformance;

import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the tests in whose time a watched sandbox got a call that Discord must not get. What arrives after a class's
 * last test fails the next class, or after the last one the run.
 */
public final class DiscordConformance implements AfterEachCallback, AfterAllCallback {

    /** Discord's OpenAPI description; without it the limits of our own are checked all the same. */
    static final Path DESCRIPTION =
            Path.of(System.getProperty("discord.openapi", "../shared/data/discord/openapi.subset.json"));

    private static final BodyChecks CHECKS = new BodyChecks(schema());

    private static Optional<PublishedSchema> schema() {
        Optional<PublishedSchema> schema = PublishedSchema.in(DESCRIPTION);
        System.out.println(
                schema.isPresent()
                        ? "Message bodies are checked against " + DESCRIPTION
                        : "Message bodies are NOT checked against Discord's published schema: there is no "
                                + DESCRIPTION + " (-Ddiscord.openapi=…)");
        return schema;
    }

    /** From now on, all that arrives there is checked. */
    public static void watch(Sandbox sandbox) {
        CHECKS.watch(sandbox);
    }

    /** As above; returns the server. */
    public static SandboxServer watched(SandboxServer server) {
        watch(server.sandbox());
        return server;
    }

    static long checked() {
        return CHECKS.checked();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        CHECKS.conclude();
    }

    @Override
    public void afterAll(ExtensionContext testClass) {
        var unused = testClass
                .getRoot()
                .getStore(ExtensionContext.Namespace.create(DiscordConformance.class))
                .getOrComputeIfAbsent(
                        "end of the run", key -> (ExtensionContext.Store.CloseableResource) CHECKS::conclude);
        CHECKS.conclude();
    }
}
