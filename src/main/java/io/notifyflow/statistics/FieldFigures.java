package io.notifyflow.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * What one field came to.
 *
 * @param events  that have it
 * @param numbers of them, those in which it is a number; the rest is about these
 */
public record FieldFigures(
        String name,
        long events,
        long numbers,
        @Nullable BigDecimal total,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most) {

    public boolean numeric() {
        return numbers > 0;
    }

    public @Nullable BigDecimal average() {
        return total == null || numbers == 0 ? null : total.divide(BigDecimal.valueOf(numbers), MathContext.DECIMAL64);
    }
}
