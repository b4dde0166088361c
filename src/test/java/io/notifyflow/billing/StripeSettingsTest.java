package io.notifyflow.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.account.PlanSettings;
import io.notifyflow.account.UnusableSetting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StripeSettingsTest {

    /** Settings from names below {@code notifyflow.stripe} and their values. */
    static StripeSettings of(String... namesAndValues) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put("notifyflow.stripe." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(map))
                .bindOrCreate("notifyflow.stripe", StripeSettings.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret-key | pk_test_abc | NOTIFYFLOW_STRIPE_SECRETKEY must be a secret key",
                "secret-key | sk_test_planted oops | NOTIFYFLOW_STRIPE_SECRETKEY must be a secret key",
                "webhook-secrets | whsec_a,planted | NOTIFYFLOW_STRIPE_WEBHOOKSECRETS must be signing secrets",
                "api-base | http://api.stripe.com | NOTIFYFLOW_STRIPE_APIBASE must begin with https://",
                "public-url | http://hub.example.com | NOTIFYFLOW_STRIPE_PUBLICURL must be where people reach",
                "public-url | hub.example.com | NOTIFYFLOW_STRIPE_PUBLICURL must be where people reach",
                "public-url | https://me:planted@hub.example.com | NOTIFYFLOW_STRIPE_PUBLICURL must be",
                "prices.pro.subscription | prod_123 | NOTIFYFLOW_STRIPE_PRICES_PRO_SUBSCRIPTION and",
                "grace-period | -1d | NOTIFYFLOW_STRIPE_GRACEPERIOD must be a time",
                "read-timeout | 0s | NOTIFYFLOW_STRIPE_CONNECTTIMEOUT and NOTIFYFLOW_STRIPE_READTIMEOUT",
                "reconcile-at | at night | NOTIFYFLOW_STRIPE_RECONCILEAT must be six fields",
            })
    void sayWhatIsWrongAndWhatToDoWithoutQuotingIt(String name, String value, String told) {
        assertThatThrownBy(() -> of(name, value))
                .rootCause()
                .hasMessageContaining(told)
                .hasMessageNotContaining("planted");
    }

    @Test
    void eachPriceBelongsToOnePlan() {
        assertThatThrownBy(() -> of("prices.pro.subscription", "price_1", "prices.team.subscription", "price_1"))
                .rootCause()
                .hasMessageContaining("price_1 stands there twice");
    }

    @Test
    void aPriceOfNoPlanStopsTheStart() {
        assertThatThrownBy(() -> new StripePlans(of("prices.gold.subscription", "price_1"), new PlanSettings(Map.of())))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageContaining("NOTIFYFLOW_STRIPE_PRICES_GOLD_… is the price of a plan that does not exist");
    }

    @Test
    void tellWhatIsMissing() {
        assertThat(of().missing())
                .isEqualTo(List.of(
                        "NOTIFYFLOW_STRIPE_SECRETKEY",
                        "NOTIFYFLOW_STRIPE_WEBHOOKSECRETS",
                        "NOTIFYFLOW_STRIPE_PUBLICURL",
                        "NOTIFYFLOW_STRIPE_PRICES_<PLAN>_SUBSCRIPTION"));
    }

    @Test
    void neverShowTheirSecrets() {
        assertThat(of("secret-key", "sk_test_planted", "webhook-secrets", "whsec_planted")
                        .toString())
                .doesNotContain("planted");
    }
}
