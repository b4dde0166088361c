package io.notifyflow.dashboard.setup;

import io.notifyflow.client.model.Category;
import io.notifyflow.client.model.QuietHours;
import io.notifyflow.client.model.Weekday;
import io.notifyflow.dashboard.Choices;
import io.notifyflow.dashboard.Values;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When the events of a category go out, as people choose and read it. */
public final class DeliveryTimesForm {

    /** Seconds. */
    private static final List<Integer> USUAL = List.of(300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400);

    private DeliveryTimesForm() {}

    /** Every interval to choose from, in seconds, with its name; the one that is chosen may be an unusual one. */
    public static TreeMap<Integer, String> digests(Values values) {
        var digests = new TreeMap<Integer, String>();
        USUAL.forEach(seconds -> digests.put(seconds, every(seconds)));
        Integer chosen = seconds(values);
        if (chosen != null && chosen > 0) {
            digests.put(chosen, every(chosen));
        }
        return digests;
    }

    /** What was chosen; null for none, and a number that is always refused for what is no number. */
    static @Nullable Integer seconds(Values values) {
        String chosen = values.text("digestSeconds");
        if (chosen == null) {
            return null;
        }
        return chosen.matches("\\d{1,6}") ? Integer.parseInt(chosen) : -1;
    }

    private static String every(int seconds) {
        Duration interval = Duration.ofSeconds(seconds);
        if (seconds == Duration.ofDays(1).toSeconds()) {
            return "once a day";
        }
        if (seconds == Duration.ofHours(1).toSeconds()) {
            return "every hour";
        }
        if (interval.toMinutesPart() == 0 && interval.toSecondsPart() == 0) {
            return "every " + interval.toHours() + " hours";
        }
        return interval.toSecondsPart() == 0
                ? "every " + interval.toMinutes() + " minutes"
                : "every " + seconds + " seconds";
    }

    public static List<Weekday> days() {
        return Choices.of(Weekday.class);
    }

    /** With a capital. */
    public static String name(Weekday day) {
        String name = day.getValue();
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** In a few words; null where its events go out at once. */
    public static @Nullable String summary(Category category) {
        QuietHours quiet = category.getQuietHours();
        String days =
                category.getQuietDays().stream().map(DeliveryTimesForm::name).collect(Collectors.joining(", "));
        String when = quiet == null ? days : quiet.getFrom() + " to " + quiet.getTo();
        if (quiet != null && !days.isEmpty()) {
            when += " and on " + days;
        }
        Integer digest = category.getDigestSeconds();
        String quietly = when.isEmpty() ? "" : "quiet " + (quiet == null ? "on " : "") + when;
        String together = digest == null ? "" : "together " + every(digest);
        if (quietly.isEmpty() && together.isEmpty()) {
            return null;
        }
        String both = quietly + (quietly.isEmpty() || together.isEmpty() ? "" : "; ") + together;
        return both + " (" + category.getTimeZone() + ")";
    }
}
