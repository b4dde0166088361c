package io.notifyflow.account;

import java.util.UUID;

/**
 * An account has no owner any more: its keys are revoked, and nobody signs in to it. Published in the transaction that
 * closes it, so that what a listener does is committed with it, or not at all.
 */
public record AccountClosed(UUID account) {}
