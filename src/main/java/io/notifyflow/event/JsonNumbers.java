package io.notifyflow.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of numbers in JSON, whoever sends them. A number such as 1e999999999 is short, but a gigabyte when it is
 * written out, and the exponent of 1e9999999999 fits nowhere.
 */
public final class JsonNumbers {

    private static final int EXPONENT = StrictJson.EXPONENT;
    private static final int EXPONENT_DIGITS = 9;
    private static final String BOUND = "must be a number within 1e±" + EXPONENT;

    private JsonNumbers() {}

    /**
     * What is wrong with a number that was not read yet.
     *
     * @param letter   where its exponent begins; -1 for none
     * @param exponent the largest
     */
    static @Nullable String fault(byte[] text, int from, int letter, int end, int exponent) {
        if (end - from > StrictJson.NUMBER_LENGTH) {
            return "has a number of more than " + StrictJson.NUMBER_LENGTH + " characters";
        }
        return letter >= 0 && exponent(text, letter + 1, end) > exponent
                ? "has a number that is not within 1e±" + EXPONENT
                : null;
    }

    /** What is wrong with a number that another system sent; null if nothing is. */
    public static @Nullable String fault(String number) {
        byte[] text = number.getBytes(StandardCharsets.US_ASCII);
        return fault(text, 0, Math.max(number.indexOf('e'), number.indexOf('E')), text.length, EXPONENT);
    }

    /** Without its sign; what has more digits than any that is allowed counts as the largest there is. */
    private static int exponent(byte[] text, int from, int end) {
        int digits = from;
        while (digits < end && (text[digits] < '1' || text[digits] > '9')) {
            digits++;
        }
        if (end - digits > EXPONENT_DIGITS) {
            return Integer.MAX_VALUE;
        }
        int exponent = 0;
        for (int i = digits; i < end; i++) {
            exponent = exponent * 10 + Math.max(0, text[i] - '0');
        }
        return exponent;
    }

    /** What is wrong with a number that was read, whatever it is for; null if nothing is. */
    public static @Nullable String problem(JsonNode number) {
        if (number.isBigDecimal()) {
            return problem(number.decimalValue());
        }
        boolean endless = number.isFloatingPointNumber() && !Double.isFinite(number.doubleValue());
        return endless ? BOUND : null;
    }

    static @Nullable String problem(BigDecimal number) {
        long magnitude = (long) number.precision() - number.scale() - 1;
        return number.signum() != 0 && Math.abs(magnitude) > EXPONENT || Math.abs((long) number.scale()) > 2L * EXPONENT
                ? BOUND
                : null;
    }
}
