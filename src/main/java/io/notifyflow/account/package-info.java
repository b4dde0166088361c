/** Accounts with their plans, API keys, categories, destinations and rules, and the stores that keep them. */
@NullMarked
package io.notifyflow.account;

import org.jspecify.annotations.NullMarked;
