package io.notifyflow.source.feed;

import io.notifyflow.account.Account;
import io.notifyflow.account.AddressGuard;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.source.NewSource;
import io.notifyflow.source.PolledType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Sources of the type {@code rss}. */
@Component
class FeedType implements PolledType {

    private final AddressGuard addresses;

    FeedType(AddressGuard addresses) {
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return "rss";
    }

    @Override
    public Set<String> settings() {
        return Set.of("url", "minutes", "backlog");
    }

    @Override
    public List<InvalidMember> errors(Account account, NewSource source) {
        var errors = new ArrayList<InvalidMember>();
        try {
            var unused = addresses.http(source.settings().path("url").asText());
        } catch (IllegalArgumentException wrong) {
            errors.add(new InvalidMember("settings.url", String.valueOf(wrong.getMessage())));
        }
        if (source.secret() != null) {
            errors.add(new InvalidMember("secret", "is not used by rss; leave it out"));
        }
        return errors;
    }
}
