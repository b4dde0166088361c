package io.notifyflow.database;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** An embedded server that starts while the hub's beans are still being made, so that nobody waits for both. */
final class StartingPostgres implements ApplicationListener<ApplicationFailedEvent> {

    private final CompletableFuture<EmbeddedPostgres> server = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    private StartingPostgres() {}

    static StartingPostgres in(Path dataDir) {
        var starting = new StartingPostgres();
        Thread.ofPlatform().name("embedded-postgres-start").start(() -> starting.start(dataDir));
        return starting;
    }

    private void start(Path dataDir) {
        try {
            server.complete(EmbeddedPostgres.start(dataDir));
        } catch (RuntimeException | Error failed) {
            server.completeExceptionally(failed);
        }
    }

    /**
     * Waits until the server can be used. Who takes it closes it.
     *
     * @throws DatabaseSetupFailed if it did not start
     */
    EmbeddedPostgres take() {
        taken.set(true);
        try {
            return server.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : e;
        }
    }

    /** The hub failed for another reason, and nobody else will stop the server. */
    @Override
    public void onApplicationEvent(ApplicationFailedEvent event) {
        if (taken.compareAndSet(false, true)) {
            server.handle((started, failure) -> started)
                    .thenAccept(started -> {
                        if (started != null) {
                            started.close();
                        }
                    })
                    .join();
        }
    }

    /** Begins as soon as the settings are known. */
    static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var environment = context.getEnvironment();
            if (DatabaseSource.of(environment) != DatabaseSource.EMBEDDED) {
                return;
            }
            DatabaseSettings settings = Binder.get(environment).bindOrCreate("notifyflow", DatabaseSettings.class);
            StartingPostgres starting = in(settings.dataDir());
            context.addApplicationListener(starting);
            context.getBeanFactory().registerSingleton("startingPostgres", starting);
        }
    }
}
