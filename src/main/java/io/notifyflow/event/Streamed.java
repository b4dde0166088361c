package io.notifyflow.event;

import java.io.InputStream;

/**
 * The body of a {@link Reply} that is too large for the memory: written as it is read, no faster than the client takes it.
 *
 * @param mediaType of the content
 * @param content   closed by whoever writes it
 */
public record Streamed(String mediaType, InputStream content) {}
