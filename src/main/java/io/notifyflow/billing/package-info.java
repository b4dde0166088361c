/** Who pays for which plan: Stripe's checkout, portal and webhooks, and the nightly comparison with Stripe. */
@NullMarked
package io.notifyflow.billing;

import org.jspecify.annotations.NullMarked;
