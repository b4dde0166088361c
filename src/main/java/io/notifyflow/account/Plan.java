package io.notifyflow.account;

/**
 * What an account may use.
 *
 * @param monthlyEvents events that may be accepted in one UTC month; {@link #UNLIMITED} for no limit
 * @param categories    categories an account may have
 */
public record Plan(String name, long monthlyEvents, int categories) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    public boolean limited() {
        return monthlyEvents != UNLIMITED;
    }
}
