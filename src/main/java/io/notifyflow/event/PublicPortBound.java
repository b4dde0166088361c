package io.notifyflow.event;

/** The hub's public port is bound; published once at start. */
public record PublicPortBound(int port) {}
