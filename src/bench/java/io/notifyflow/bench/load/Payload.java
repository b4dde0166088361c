package io.notifyflow.bench.load;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The event that wrk sends, for what is sent without it. */
public final class Payload {

    private Payload() {}

    public static String event(BenchSettings settings) {
        Path script = settings.source("wrk/event.lua");
        try {
            String text = Files.readString(script);
            return text.substring(text.indexOf("[[") + 2, text.indexOf("]]"));
        } catch (IOException e) {
            throw new BenchFailed(script + " cannot be read: " + e.getMessage(), e);
        }
    }
}
