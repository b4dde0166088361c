package io.notifyflow.billing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;

/**
 * The hub's account at Stripe. Without it there are no payments, and everything else works.
 *
 * @param secretKey      {@code sk_…}, or a restricted key {@code rk_…}
 * @param webhookSecrets {@code whsec_…}; several while one is being rolled
 * @param apiBase        another address for Stripe's API, such as a stand-in's
 * @param prices         by plan, in lower case
 * @param publicUrl      where people reach this hub: they return from Stripe to nowhere else
 * @param gracePeriod    how long a plan is kept while its payment fails
 * @param connectTimeout of a call to Stripe
 * @param readTimeout    of a call to Stripe
 * @param reconcileAt    when subscriptions are compared with Stripe's, in Spring's cron form and UTC; {@code -} for never
 */
@ConfigurationProperties("notifyflow.stripe")
public record StripeSettings(
        @Nullable String secretKey,
        @DefaultValue List<String> webhookSecrets,
        @DefaultValue("https://api.stripe.com") URI apiBase,
        @DefaultValue Map<String, Prices> prices,
        @Nullable URI publicUrl,
        @DefaultValue("7d") Duration gracePeriod,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("20s") Duration readTimeout,
        @DefaultValue("0 30 3 * * *") String reconcileAt) {

    static final String SECRET_KEY = "NOTIFYFLOW_STRIPE_SECRETKEY";
    static final String WEBHOOK_SECRETS = "NOTIFYFLOW_STRIPE_WEBHOOKSECRETS";
    static final String PUBLIC_URL = "NOTIFYFLOW_STRIPE_PUBLICURL";
    static final String ANY_PRICE = "NOTIFYFLOW_STRIPE_PRICES_<PLAN>_SUBSCRIPTION";

    private static final Pattern KEY = Pattern.compile("(sk|rk)_(test|live)_[A-Za-z0-9]+");
    private static final Pattern WEBHOOK_SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=_-]+");
    private static final Pattern PRICE = Pattern.compile("price_[A-Za-z0-9_]+");

    /**
     * Stripe's ids of what a plan costs.
     *
     * @param subscription a recurring price
     * @param payment      a one-time price, for the plan for good
     */
    public record Prices(@Nullable String subscription, @Nullable String payment) {

        public Prices {
            subscription = blankAsNull(subscription);
            payment = blankAsNull(payment);
        }
    }

    public StripeSettings {
        secretKey = blankAsNull(secretKey);
        webhookSecrets = webhookSecrets.stream()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
        var byPlan = new TreeMap<String, Prices>();
        prices.forEach((plan, price) -> byPlan.put(plan.toLowerCase(Locale.ROOT), price));
        prices = Map.copyOf(byPlan);
        // What was set is not repeated: it may be a secret in the wrong place.
        require(
                secretKey == null || KEY.matcher(secretKey).matches(),
                SECRET_KEY + " must be a secret key (sk_test_…, sk_live_…) or a restricted one (rk_…)."
                        + " In Stripe's Dashboard: Developers > API keys");
        require(
                webhookSecrets.stream()
                        .allMatch(secret -> WEBHOOK_SECRET.matcher(secret).matches()),
                WEBHOOK_SECRETS + " must be signing secrets (whsec_…), separated by commas."
                        + " In Stripe's Dashboard: Developers > Webhooks > your endpoint > Signing secret");
        requireBase(apiBase);
        requirePublic(publicUrl);
        requirePrices(byPlan);
        require(
                gracePeriod.isPositive() || gracePeriod.isZero(),
                "NOTIFYFLOW_STRIPE_GRACEPERIOD must be a time such as 7d, or 0 for none");
        require(
                connectTimeout.isPositive() && readTimeout.isPositive(),
                "NOTIFYFLOW_STRIPE_CONNECTTIMEOUT and NOTIFYFLOW_STRIPE_READTIMEOUT must be times such as 5s");
        require(
                Scheduled.CRON_DISABLED.equals(reconcileAt) || CronExpression.isValidExpression(reconcileAt),
                "NOTIFYFLOW_STRIPE_RECONCILEAT must be six fields of a cron expression such as \"0 30 3 * * *\","
                        + " or - for never");
    }

    private static void requireBase(URI base) {
        require(
                "https".equals(base.getScheme()) && base.getHost() != null
                        || "http".equals(base.getScheme()) && local(base),
                "NOTIFYFLOW_STRIPE_APIBASE must begin with https://, or with http:// for a stand-in on this machine."
                        + " Leave it out for Stripe itself");
    }

    private static void requirePublic(@Nullable URI url) {
        require(
                url == null
                        || ("https".equals(url.getScheme()) && url.getHost() != null
                                        || "http".equals(url.getScheme()) && local(url))
                                && url.getRawUserInfo() == null
                                && url.getRawQuery() == null
                                && url.getRawFragment() == null,
                PUBLIC_URL + " must be where people reach this hub, such as https://notify.example.com;"
                        + " http:// is only for localhost");
    }

    private static boolean local(URI url) {
        String host = url.getHost();
        return "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }

    private static void requirePrices(Map<String, Prices> prices) {
        var seen = new HashSet<String>();
        prices.forEach((plan, of) -> {
            for (String price : list(of)) {
                String name = "NOTIFYFLOW_STRIPE_PRICES_" + plan.toUpperCase(Locale.ROOT);
                require(
                        PRICE.matcher(price).matches(),
                        name + "_SUBSCRIPTION and …_PAYMENT must be ids of prices (price_…), not of products."
                                + " In Stripe's Dashboard: Product catalog > the product > Pricing");
                require(seen.add(price), name + ": " + price + " stands there twice; each price belongs to one plan");
            }
        });
    }

    private static List<String> list(Prices prices) {
        var list = new ArrayList<String>();
        if (prices.subscription() != null) {
            list.add(prices.subscription());
        }
        if (prices.payment() != null) {
            list.add(prices.payment());
        }
        return list;
    }

    private static void require(boolean fine, String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** The settings without which nothing can be bought. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        if (secretKey == null) {
            missing.add(SECRET_KEY);
        }
        if (webhookSecrets.isEmpty()) {
            missing.add(WEBHOOK_SECRETS);
        }
        if (publicUrl == null) {
            missing.add(PUBLIC_URL);
        }
        if (prices.values().stream().allMatch(price -> list(price).isEmpty())) {
            missing.add(ANY_PRICE);
        }
        return missing;
    }

    /** Whether the key is one for real money. */
    boolean live() {
        return secretKey != null && secretKey.contains("_live_");
    }

    @Override
    public String toString() {
        return "StripeSettings[secretKey=" + (secretKey == null ? "none" : "***") + ", webhookSecrets="
                + webhookSecrets.size() + ", apiBase=" + apiBase + ", prices=" + prices + ", publicUrl=" + publicUrl
                + "]";
    }
}
