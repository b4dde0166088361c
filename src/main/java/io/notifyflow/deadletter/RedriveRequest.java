package io.notifyflow.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.UnstorableValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads the body of a request to redrive a set; what it does not say in so many words is not done. */
@Component("redriveRequest")
class RedriveRequest {

    private static final Set<String> MEMBERS = Set.of("filter", "all", "perSecond");

    private final ObjectMapper json;
    private final DeadLetterSettings settings;

    RedriveRequest(@Qualifier("eventMapper") ObjectMapper json, DeadLetterSettings settings) {
        this.json = json;
        this.settings = settings;
    }

    /** What is asked for. */
    record Asked(LetterFilter filter, int perSecond) {}

    /**
     * @throws JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it says too little, too much or nothing that makes sense
     */
    Asked read(Account account, byte[] body) throws IOException {
        JsonNode request = json.readTree(body);
        if (!request.isObject()) {
            throw refused(List.of(new InvalidMember("", "the body must be a JSON object")));
        }
        var errors = new ArrayList<>(UnstorableValues.in(request));
        request.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(new InvalidMember(name, "is unknown; the members are filter, all and perSecond"));
            }
        });
        LetterFilter filter = filter(account, request.path("filter"), errors);
        boolean all = all(request.path("all"), errors);
        int perSecond = perSecond(request.path("perSecond"), errors);
        if (errors.isEmpty() && all != filter.everything()) {
            errors.add(
                    all
                            ? new InvalidMember("all", "and a filter exclude each other")
                            : new InvalidMember("filter", "is empty; to redrive every dead letter send \"all\": true"));
        }
        if (!errors.isEmpty()) {
            throw refused(errors);
        }
        return new Asked(filter, perSecond);
    }

    private static LetterFilter filter(Account account, JsonNode filter, List<InvalidMember> errors) {
        if (filter.isMissingNode()) {
            return LetterFilter.ALL;
        }
        if (!filter.isObject()) {
            errors.add(new InvalidMember("filter", "must be an object"));
            return LetterFilter.ALL;
        }
        var parameters = QueryParameters.inBody("filter.");
        filter.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (LetterParameters.TEXTS.contains(name) && value.isTextual()
                    || LetterParameters.NUMBERS.contains(name) && value.isIntegralNumber()) {
                parameters.put(name, value.asText());
            } else {
                parameters.refuse(name, complaint(name));
            }
        });
        LetterFilter read = LetterParameters.filter(parameters, account);
        errors.addAll(parameters.errors());
        return read;
    }

    private static String complaint(String name) {
        if (LetterParameters.TEXTS.contains(name)) {
            return "must be a text";
        }
        return LetterParameters.NUMBERS.contains(name) ? "must be a whole number" : "is unknown";
    }

    private static boolean all(JsonNode all, List<InvalidMember> errors) {
        if (!all.isMissingNode() && !all.isBoolean()) {
            errors.add(new InvalidMember("all", "must be true or false"));
        }
        return all.asBoolean();
    }

    private int perSecond(JsonNode rate, List<InvalidMember> errors) {
        if (rate.isMissingNode()) {
            return settings.redrivesPerSecond();
        }
        int most = settings.maxRedrivesPerSecond();
        if (!rate.isInt() || rate.asInt() < 1 || rate.asInt() > most) {
            errors.add(new InvalidMember("perSecond", "must be a whole number, 1 to " + most));
        }
        return rate.asInt();
    }

    private static InvalidRequest refused(List<InvalidMember> errors) {
        return new InvalidRequest(Problem.of(
                        "invalid-redrive",
                        "The redrive is not valid",
                        422,
                        errors.stream()
                                .map(error -> (error.member() + " " + error.message()).strip())
                                .collect(Collectors.joining("; ")))
                .with(errors));
    }
}
