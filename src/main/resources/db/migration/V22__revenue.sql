-- What subscriptions bring in, and when they ended.
ALTER TABLE subscription
    -- A month's price before discounts and taxes, in the smallest unit that Stripe counts the currency in; NULL where
    -- the price is not fixed, as with metered and tiered ones.
    ADD COLUMN monthly_amount numeric,
    -- NULL until the subscription was read from Stripe by a hub that knows what it brings in.
    ADD COLUMN currency       text,
    ADD COLUMN ended_at       timestamptz;

-- Stripe's own word comes with the next reading.
UPDATE subscription SET ended_at = updated_at WHERE status IN ('canceled', 'incomplete_expired');
