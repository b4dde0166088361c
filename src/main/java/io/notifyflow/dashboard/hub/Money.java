package io.notifyflow.dashboard.hub;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Set;

/**
 * An amount as people read it.
 *
 * @param minor    in the smallest unit that Stripe counts the currency in
 * @param currency ISO code
 * @see <a href="https://docs.stripe.com/currencies#zero-decimal">What is the smallest unit at Stripe</a>
 */
public record Money(BigDecimal minor, String currency) {

    /** UGX has no decimals either, but Stripe counts it as if it had two, as it does ISK. */
    private static final Set<String> WITHOUT_DECIMALS = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");

    private static final Set<String> WITH_THREE = Set.of("bhd", "jod", "kwd", "omr", "tnd");

    private int decimals() {
        String code = currency.toLowerCase(Locale.ROOT);
        return WITHOUT_DECIMALS.contains(code) ? 0 : WITH_THREE.contains(code) ? 3 : 2;
    }

    /** Such as {@code 1,234.50 USD}. */
    public String text() {
        int decimals = decimals();
        return String.format(
                Locale.ROOT,
                "%,." + decimals + "f %s",
                minor.movePointLeft(decimals).setScale(decimals, RoundingMode.HALF_UP),
                currency.toUpperCase(Locale.ROOT));
    }
}
