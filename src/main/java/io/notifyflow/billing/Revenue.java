package io.notifyflow.billing;

import com.stripe.model.Price;
import com.stripe.model.SubscriptionItem;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription brings in, before discounts and taxes.
 *
 * @param monthly  in the smallest unit of the currency that Stripe counts in; null where a price is not fixed
 * @param currency ISO code in lower case
 */
record Revenue(@Nullable BigDecimal monthly, String currency) {

    private static final int DECIMALS = 4;
    private static final BigDecimal MONTHS = BigDecimal.valueOf(12);
    private static final Map<String, BigDecimal> TIMES_A_YEAR = Map.of(
            "day", BigDecimal.valueOf(365), "week", BigDecimal.valueOf(52), "month", MONTHS, "year", BigDecimal.ONE);

    /** Null where its items have no price. */
    static @Nullable Revenue of(List<SubscriptionItem> items) {
        BigDecimal sum = BigDecimal.ZERO;
        String currency = null;
        for (SubscriptionItem item : items) {
            Price price = item.getPrice();
            if (price == null || price.getCurrency() == null) {
                return null;
            }
            currency = price.getCurrency();
            BigDecimal monthly = monthly(price, Objects.requireNonNullElse(item.getQuantity(), 1L));
            sum = sum == null || monthly == null ? null : sum.add(monthly);
        }
        return currency == null ? null : new Revenue(sum, currency);
    }

    private static @Nullable BigDecimal monthly(Price price, long quantity) {
        BigDecimal each = price.getUnitAmountDecimal() != null
                ? price.getUnitAmountDecimal()
                : price.getUnitAmount() == null ? null : BigDecimal.valueOf(price.getUnitAmount());
        Price.Recurring recurring = price.getRecurring();
        boolean variable = recurring == null
                || "metered".equals(recurring.getUsageType())
                || "tiered".equals(price.getBillingScheme());
        BigDecimal yearly = variable ? null : TIMES_A_YEAR.get(recurring.getInterval());
        if (each == null || yearly == null) {
            return null;
        }
        long count = Math.max(1, Objects.requireNonNullElse(recurring.getIntervalCount(), 1L));
        return each.multiply(BigDecimal.valueOf(quantity))
                .multiply(yearly)
                .divide(MONTHS.multiply(BigDecimal.valueOf(count)), MathContext.DECIMAL64)
                .setScale(DECIMALS, RoundingMode.HALF_UP);
    }
}
