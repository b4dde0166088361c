package io.notifyflow.category;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.DeliveryTimes;
import io.notifyflow.account.Destination;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what a category shall be. */
@Component
class CategoryRequest {

    private static final List<String> MEMBERS = Stream.concat(
                    Stream.of("name", "color", "emoji", "destinations"), TimesRequest.MEMBERS.stream())
            .toList();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final String DEFAULT_COLOR = "#5865F2";
    private static final int EMOJI_LENGTH = 32;
    private static final int MOST_DESTINATIONS = 20;
    private static final int HEX = 16;

    private final ObjectMapper json;

    CategoryRequest(@Qualifier("eventMapper") ObjectMapper json) {
        this.json = json;
    }

    /** What was asked for. */
    record Asked(String name, int color, @Nullable String emoji, List<UUID> destinations, DeliveryTimes times) {}

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it makes no category
     */
    Asked read(Account account, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), MEMBERS);
        String name = members.text("name", 64);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            members.refuse("name", "must be 1 to 64 of A-Z a-z 0-9 -");
        }
        String color = members.has("color") ? members.text("color", 7) : DEFAULT_COLOR;
        if (!COLOR.matcher(color).matches()) {
            members.refuse("color", "must be #RRGGBB");
            color = DEFAULT_COLOR;
        }
        String emoji = members.optionalText("emoji", EMOJI_LENGTH);
        List<UUID> destinations = members.ids("destinations", MOST_DESTINATIONS);
        List<UUID> known = account.destinations().stream().map(Destination::id).toList();
        if (!known.containsAll(destinations)) {
            members.refuse("destinations", "must be destinations of the account");
        }
        DeliveryTimes times = TimesRequest.read(members);
        members.check("invalid-category", "The category is not valid");
        return new Asked(name, Integer.parseInt(color.substring(1), HEX), emoji, destinations, times);
    }
}
