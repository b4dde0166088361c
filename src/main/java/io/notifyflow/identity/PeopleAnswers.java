package io.notifyflow.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.PlanCaps;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The answers below /api/v1/people; an id of another account is no id at all. */
@Component("peopleAnswers")
public class PeopleAnswers {

    private static final Logger log = LoggerFactory.getLogger(PeopleAnswers.class);
    private static final int EMAIL_LENGTH = 254;
    private static final int MOST_INVITATIONS = 100;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final List<String> ROLES =
            Stream.of(Role.values()).map(Role::text).toList();

    private final People people;
    private final Invitations invitations;
    private final PeopleSettings settings;
    private final AuditLog audit;
    private final PlanCaps caps;
    private final ObjectMapper json;

    PeopleAnswers(
            People people,
            Invitations invitations,
            PeopleSettings settings,
            AuditLog audit,
            PlanCaps caps,
            @Qualifier("eventMapper") ObjectMapper json) {
        this.caps = caps;
        this.people = people;
        this.invitations = invitations;
        this.settings = settings;
        this.audit = audit;
        this.json = json;
    }

    /** A person as it may be shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PersonView(
            UUID personId,
            @Nullable String email,
            @Nullable String name,
            String role,
            Instant createdAt,
            @Nullable Instant lastSignInAt) {

        static PersonView of(Person person) {
            return new PersonView(
                    person.id(),
                    person.email(),
                    person.name(),
                    person.role().text(),
                    person.createdAt(),
                    person.lastSignInAt());
        }
    }

    /** An invitation that awaits somebody, without its link. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InvitationView(
            UUID invitationId, @Nullable String email, String role, Instant createdAt, Instant expiresAt) {

        static InvitationView of(Invitation invitation) {
            return new InvitationView(
                    invitation.id(),
                    invitation.email(),
                    invitation.role().text(),
                    invitation.madeAt(),
                    invitation.expiresAt());
        }
    }

    /** The people of an account, and those whom it awaits. */
    record PeopleList(List<PersonView> people, List<InvitationView> invitations) {}

    /**
     * A link that was made.
     *
     * @param link shown this once
     */
    record Invited(@JsonUnwrapped InvitationView view, String link) {

        @Override
        public String toString() {
            return "Invited[" + view.invitationId() + "]";
        }
    }

    /** A person or an invitation that is no more. */
    record Removed(UUID id, String status, String message) {}

    public Reply list(Account account) {
        return Reply.of(
                200,
                new PeopleList(
                        people.list(account.id()).stream().map(PersonView::of).toList(),
                        invitations.list(account.id()).stream()
                                .map(InvitationView::of)
                                .toList()));
    }

    /**
     * @throws InvalidRequest if the body invites nobody
     */
    @Transactional
    public Reply invite(Account account, Actor actor, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("email", "role"));
        String email = email(members);
        Role role = role(members);
        members.check("invalid-person", "The invitation is not valid");
        if (people.list(account.id()).stream().anyMatch(person -> email.equalsIgnoreCase(person.email()))) {
            return Reply.of(Problem.of(
                    "person-exists", "They belong to the account", 409, "Somebody with this address is there already"));
        }
        caps.requireRoom(account.id(), PlanCaps.Thing.PERSON);
        if (invitations.list(account.id()).size() >= MOST_INVITATIONS) {
            return Reply.of(Problem.of(
                    "too-many-invitations",
                    "The account awaits too many people",
                    409,
                    "An account may have " + MOST_INVITATIONS + " open invitations; withdraw one"));
        }
        return made(account, actor, invitations.make(account.id(), email, role, null, settings.invitation()));
    }

    private Reply made(Account account, Actor actor, Invitations.Made made) {
        Invitation invitation = made.invitation();
        // Without the address: the log of changes outlives the person.
        audit.write(
                account.id(),
                actor,
                invitation.email() == null || invitation.person() != null
                        ? "person.sign-in-link-made"
                        : "person.invited",
                invitation.id(),
                invitation.resetsSecondFactor()
                        ? Map.of("role", invitation.role().text(), "removesSecondFactor", true)
                        : Map.of("role", invitation.role().text()));
        log.info("A link into account {} is made: {}", account.id(), invitation.id());
        return Reply.of(201, new Invited(InvitationView.of(invitation), made.link()));
    }

    private static String email(Members members) {
        String email = members.text("email", EMAIL_LENGTH);
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            members.refuse("email", "must be an e-mail address");
        }
        return email;
    }

    private static Role role(Members members) {
        String role = members.text("role", 20);
        if (!role.isEmpty() && !ROLES.contains(role)) {
            members.refuse("role", "must be one of " + String.join(", ", ROLES));
        }
        return Role.of(role).orElse(Role.MEMBER);
    }

    /**
     * @throws InvalidRequest if the body makes no sense
     */
    public Reply change(Account account, Actor actor, String id, byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), List.of("role"));
        Role role = role(members);
        members.check("invalid-person", "The change is not valid");
        Optional<UUID> known = Ids.parse(id);
        if (known.isEmpty()) {
            return unknown();
        }
        return switch (people.setRole(account.id(), actor, known.get(), role)) {
            case DONE ->
                people.find(account.id(), known.get())
                        .map(person -> Reply.of(200, PersonView.of(person)))
                        .orElseGet(PeopleAnswers::unknown);
            case UNKNOWN -> unknown();
            case LAST_OWNER -> lastOwner();
        };
    }

    /** Removes a person, or withdraws an invitation. */
    @Transactional
    public Reply remove(Account account, Actor actor, String text) {
        Optional<UUID> id = Ids.parse(text);
        if (id.isEmpty()) {
            return unknown();
        }
        if (invitations.withdraw(account.id(), id.get())) {
            audit.write(account.id(), actor, "person.invitation-withdrawn", id.get(), Map.of());
            return Reply.of(200, new Removed(id.get(), "withdrawn", "Its link is not valid any more"));
        }
        return switch (people.remove(account.id(), actor, id.get())) {
            case DONE -> {
                log.info("Person {} is removed from account {}", id.get(), account.id());
                yield Reply.of(
                        200,
                        new Removed(
                                id.get(),
                                "removed",
                                "Their sessions have ended. Keys that they made are the account's; revoke what they know"));
            }
            case UNKNOWN -> unknown();
            case LAST_OWNER -> lastOwner();
        };
    }

    /**
     * A link for somebody who cannot get in: the first owner, or one who has forgotten their password.
     *
     * @throws InvalidRequest if the body makes no sense
     */
    @Transactional
    public Reply signInLink(Account account, Actor actor, byte @Nullable [] body) throws IOException {
        Members members = Members.of(
                body == null || body.length == 0 ? JsonNodeFactory.instance.objectNode() : json.readTree(body),
                List.of("email", "removeSecondFactor"));
        String email = members.has("email") ? email(members) : null;
        boolean resets = members.flag("removeSecondFactor", false);
        members.check("invalid-person", "The request is not valid");
        Duration valid = settings.ownerLink();
        List<Person> there = people.list(account.id());
        if (email == null && there.isEmpty()) {
            return made(account, actor, invitations.make(account.id(), null, Role.OWNER, null, valid));
        }
        List<Person> meant = there.stream()
                .filter(person -> email == null ? person.role() == Role.OWNER : email.equalsIgnoreCase(person.email()))
                .toList();
        if (meant.size() != 1) {
            return Reply.of(Problem.of(
                    "unknown-person",
                    "There is no such person",
                    404,
                    "Name the e-mail address of somebody in the account"));
        }
        Person person = meant.getFirst();
        if (person.linked()) {
            return Reply.of(Problem.of(
                    "signs-in-elsewhere",
                    "They sign in with the provider",
                    409,
                    "Their password is the provider's; they sign in there"));
        }
        return made(
                account,
                actor,
                invitations.make(account.id(), person.email(), person.role(), person.id(), valid, resets));
    }

    private static Reply unknown() {
        return Reply.of(Problem.of(
                "unknown-person",
                "There is no such person",
                404,
                "The account has no person and no invitation with this id"));
    }

    private static Reply lastOwner() {
        return Reply.of(Problem.of(
                "last-owner",
                "The account needs an owner",
                409,
                "They are the last owner; make somebody else an owner first"));
    }
}
