package io.notifyflow.account;

import java.util.Optional;

/** Types of destinations that no Java describes. */
public interface FurtherDestinationTypes {

    Optional<DestinationType> find(String name);
}
