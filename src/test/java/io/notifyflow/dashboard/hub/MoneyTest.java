package io.notifyflow.dashboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "123450    | usd | 1,234.50 USD",
                "2166.6667 | jpy | 2,167 JPY",
                "5120      | kwd | 5.120 KWD",
                "500       | ugx | 5.00 UGX",
                "0         | eur | 0.00 EUR",
            })
    void isWrittenWithTheDecimalsOfItsCurrency(BigDecimal minor, String currency, String text) {
        assertThat(new Money(minor, currency).text()).isEqualTo(text);
    }
}
