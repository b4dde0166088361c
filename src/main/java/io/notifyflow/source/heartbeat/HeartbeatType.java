package io.notifyflow.source.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import io.notifyflow.account.Category;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.source.NewSource;
import io.notifyflow.source.PolledType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Sources of the type {@code heartbeat}. */
@Component
class HeartbeatType implements PolledType {

    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public boolean hasAddress() {
        return true;
    }

    @Override
    public Set<String> settings() {
        return Set.of("minutes", "watch");
    }

    @Override
    public List<InvalidMember> errors(Account account, NewSource source) {
        var errors = new ArrayList<InvalidMember>();
        JsonNode settings = source.settings();
        if (!settings.has("minutes")) {
            errors.add(new InvalidMember("settings.minutes", "is required: how long there may be no sign of life"));
        }
        if (settings.has("watch")) {
            Category watched = account.category(settings.path("watch").asText());
            if (watched == null) {
                errors.add(new InvalidMember("settings.watch", "must be one of the account's categories"));
            } else if (watched.name().equalsIgnoreCase(source.category())) {
                errors.add(new InvalidMember(
                        "category", "must be another one than is watched, or each message would be a sign of life"));
            }
        }
        if (source.secret() != null) {
            errors.add(
                    new InvalidMember("secret", "is not used by heartbeat, whose address holds a key; leave it out"));
        }
        return errors;
    }
}
