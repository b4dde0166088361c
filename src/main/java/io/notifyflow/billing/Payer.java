package io.notifyflow.billing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account that has to do with Stripe, as it was seen before Stripe was asked.
 *
 * @param customer its customer at Stripe; null for none
 * @param version  {@link #NEW} for an account that had nothing to do with Stripe so far
 */
record Payer(UUID account, @Nullable String customer, int generation, long version) {

    static final long NEW = -1;
}
