package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeMoneyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2198       | usd | 21.98       | 21.98 USD",
                "2190       | usd | 21.9        | 21.90 USD",
                "2100       | usd | 21          | 21 USD",
                "1234567890 | usd | 12345678.9  | 12,345,678.90 USD",
                "123456789012345678 | usd | 1234567890123456.78 | 1,234,567,890,123,456.78 USD",
                "1099       | jpy | 1099        | 1,099 JPY",
                "92000      | kwd | 92          | 92 KWD",
                "92500      | KWD | 92.5        | 92.500 KWD",
                "500        | ugx | 5           | 5 UGX",
                "500        | isk | 5           | 5 ISK",
                "500        | huf | 5           | 5 HUF",
                "-250       | eur | -2.5        | -2.50 EUR",
                "0          | usd | 0           | 0 USD",
                "5          | usd | 0.05        | 0.05 USD",
                "100        | ''  | 1           | 1",
            })
    void readsAnAmount(String sent, String currency, String amount, String text) {
        assertThat(StripeMoney.amount(new BigDecimal(sent), currency)).isEqualTo(new BigDecimal(amount));
        assertThat(StripeMoney.text(new BigDecimal(sent), currency)).isEqualTo(text);
    }
}
