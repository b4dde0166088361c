package io.notifyflow.identity.signin;

import io.notifyflow.identity.Person;
import java.time.Instant;
import java.util.UUID;

/**
 * A session that opens pages.
 *
 * @param provenAt when the person last proved who they are
 */
record Session(UUID id, Person person, SignInMethod method, Instant provenAt) {}
