package io.notifyflow.account;

/** Changes of accounts may have gone unheard for a while: what is known of any of them may not hold any more. */
public record AccountsForgotten() {}
