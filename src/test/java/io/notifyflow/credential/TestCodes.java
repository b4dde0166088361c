package io.notifyflow.credential;

import java.time.Instant;

/** An authenticator app. */
public final class TestCodes {

    private TestCodes() {}

    /**
     * @param key as a page shows it
     */
    public static String at(String key, Instant time) {
        return OneTimeCodes.code(Base32.decode(key.replace(" ", "")), OneTimeCodes.step(time));
    }
}
