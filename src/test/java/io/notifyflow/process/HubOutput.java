package io.notifyflow.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Prints, when a test fails, the last lines of every hub that its class has started, but for stack traces. */
public final class HubOutput implements TestExecutionExceptionHandler, AfterAllCallback {

    private static final int LINES = 60;
    private static final List<HubProcess> hubs = new CopyOnWriteArrayList<>();

    static void shows(HubProcess hub) {
        hubs.add(hub);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        for (HubProcess hub : hubs) {
            List<String> lines = hub.output()
                    .lines()
                    .filter(line -> !line.startsWith("\tat "))
                    .toList();
            System.out.println("--- the hub " + hub.name() + (hub.isRunning() ? ", which runs" : ", which has ended"));
            lines.subList(Math.max(0, lines.size() - LINES), lines.size()).forEach(System.out::println);
        }
        throw failure;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        hubs.clear();
    }
}
