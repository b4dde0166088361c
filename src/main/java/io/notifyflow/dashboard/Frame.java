package io.notifyflow.dashboard;

import io.notifyflow.account.Account;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What every page of the dashboard shows around its own content.
 *
 * @param title   of the page
 * @param place   its address, which the navigation marks
 * @param zone    of whoever looks, in which times are shown
 * @param form    the token that forms repeat
 * @param said    what was done a moment ago; null for nothing
 * @param problem what could not be done; null for nothing
 */
public record Frame(
        String title,
        String place,
        Person person,
        Account account,
        ZoneId zone,
        String form,
        @Nullable String said,
        @Nullable String problem) {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OTHER_DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS XXX", Locale.ROOT);

    /** A group of the navigation. */
    public record Group(String name, List<Link> links) {}

    /** A page of the navigation. */
    public record Link(String text, String path) {}

    private static final Group WATCH = new Group(
            "Watch",
            List.of(
                    new Link("Overview", "/home"),
                    new Link("Live", "/home/live"),
                    new Link("Events", "/home/events"),
                    new Link("Deliveries", "/home/deliveries"),
                    new Link("Dead letters", "/home/dead-letters")));

    private static final Group SET_UP = new Group(
            "Set up",
            List.of(
                    new Link("First steps", "/home/start"),
                    new Link("Categories", "/home/categories"),
                    new Link("Destinations", "/home/destinations"),
                    new Link("Rules", "/home/rules"),
                    new Link("Sources", "/home/sources"),
                    new Link("API keys", "/home/keys")));

    private static final Group TEAM = new Group(
            "Account",
            List.of(
                    new Link("Usage", "/home/usage"),
                    new Link("Billing", "/home/billing"),
                    new Link("People", "/home/people"),
                    new Link("Audit log", "/home/audit"),
                    new Link("Settings", "/home/account"),
                    new Link("Security", "/home/security")));

    private static final Group OPERATOR = new Group(
            "Hub",
            List.of(
                    new Link("Routes", "/home/hub/routes"),
                    new Link("Webhooks", "/home/hub/webhooks"),
                    new Link("Health", "/home/hub/health"),
                    new Link("Business", "/home/hub/business")));

    /** What the navigation offers to whoever looks. */
    public List<Group> navigation() {
        return operator() ? List.of(WATCH, SET_UP, TEAM, OPERATOR) : List.of(WATCH, SET_UP, TEAM);
    }

    /** Whether they see what concerns the whole hub. */
    public boolean operator() {
        return account.operator() && owner();
    }

    /** Whether they may change things. */
    public boolean owner() {
        return person.role() == Role.OWNER;
    }

    /** Whether this page is the one of the link, or below it. */
    public boolean at(String path) {
        return place.equals(path) || !path.equals("/home") && place.startsWith(path + "/");
    }

    /** A time as a person reads it: of today to the second, of other days with the day. */
    public String shown(Instant time) {
        ZonedDateTime there = time.atZone(zone);
        return there.toLocalDate().equals(LocalDate.now(zone)) ? TODAY.format(there) : OTHER_DAY.format(there);
    }

    /** A time with all that is known of it. */
    public String full(Instant time) {
        return FULL.format(time.atZone(zone));
    }

    public Frame says(@Nullable String what) {
        return new Frame(title, place, person, account, zone, form, what, problem);
    }

    public Frame fails(@Nullable String why) {
        return new Frame(title, place, person, account, zone, form, said, why);
    }
}
