package io.notifyflow.account;

import java.util.Optional;

/** The way in for whoever started the hub. */
public interface OwnerLink {

    /** An address that makes its visitor the owner of the first account; empty if that has people. */
    Optional<String> make();
}
