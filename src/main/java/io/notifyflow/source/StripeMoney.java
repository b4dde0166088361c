package io.notifyflow.source;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Set;

/**
 * Amounts as Stripe sends them: integers of a currency's smallest unit, with exceptions.
 *
 * @see <a href="https://docs.stripe.com/currencies#zero-decimal">Stripe, zero-decimal currencies and special cases</a>
 */
final class StripeMoney {

    /** ISK and UGX have no decimals either, but Stripe sends them as if they had two. */
    private static final Set<String> ZERO_DECIMAL = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");

    private static final Set<String> THREE_DECIMAL = Set.of("BHD", "JOD", "KWD", "OMR", "TND");
    private static final Set<String> SENT_WITH_DECIMALS = Set.of("ISK", "UGX");

    private StripeMoney() {}

    /** In the currency's main unit, without zeros at its end. */
    static BigDecimal amount(BigDecimal sent, String currency) {
        BigDecimal amount = sent.movePointLeft(decimals(currency)).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }

    /** With groups of three digits and all decimals, unless they are zero in a currency that has none. */
    static String text(BigDecimal sent, String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        int decimals = SENT_WITH_DECIMALS.contains(code) ? 0 : decimals(currency);
        BigDecimal amount = amount(sent, currency);
        format.setMinimumFractionDigits(amount.scale() > 0 || decimals == 0 ? decimals : 0);
        format.setMaximumFractionDigits(Math.max(decimals, amount.scale()));
        return (format.format(amount) + " " + code).strip();
    }

    private static int decimals(String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        return ZERO_DECIMAL.contains(code) ? 0 : THREE_DECIMAL.contains(code) ? 3 : 2;
    }
}
