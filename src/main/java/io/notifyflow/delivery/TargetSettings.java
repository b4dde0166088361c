package io.notifyflow.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.account.Told;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Reads what a destination was told, shown and secret alike, and says which one cannot be used. */
@Component
public class TargetSettings {

    private final ObjectReader texts;

    TargetSettings(ObjectMapper json) {
        this.texts = json.readerFor(new TypeReference<Map<String, String>>() {});
    }

    /**
     * @throws AttemptFailed if the reader refuses it
     */
    public <T> T read(Target target, Function<Told, T> reader) {
        try {
            return reader.apply(told(target));
        } catch (InvalidDestination invalid) {
            throw unusable(target, invalid.member() + " " + invalid.fault());
        }
    }

    private Told told(Target target) {
        var told = new HashMap<>(target.config());
        if (target.secret() != null) {
            try {
                Map<String, String> secrets = texts.readValue(target.secret());
                told.putAll(secrets);
            } catch (JsonProcessingException e) {
                throw unusable(target, "its secret cannot be read");
            }
        }
        return new Told(told);
    }

    private static AttemptFailed unusable(Target target, String fault) {
        return new AttemptFailed(Classified.unsent(new AttemptOutcome.Rejected(
                "Destination " + target.id() + " of type " + target.type() + " cannot be used: " + fault
                        + ". Enter it again",
                true)));
    }
}
