package io.notifyflow.delivery.teams;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.delivery.outbound.SecretAddress;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Webhooks of Teams' workflows: each is an address that is its own secret. */
@Component
class TeamsType implements DestinationType {

    private final SecretAddress address;

    TeamsType(SecretAddress address) {
        this.address = address;
    }

    @Override
    public String name() {
        return "teams";
    }

    @Override
    public Set<String> members() {
        return SecretAddress.MEMBERS;
    }

    @Override
    public DestinationSettings check(Map<String, String> told) {
        return address.check(told);
    }
}
