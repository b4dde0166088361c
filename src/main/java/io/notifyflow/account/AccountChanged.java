package io.notifyflow.account;

import java.util.UUID;

/** Something that belongs to an account was changed, on this hub or another; told moments after the commit. */
public record AccountChanged(UUID account) {}
