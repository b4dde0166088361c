package io.notifyflow.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.event.Reply;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who asks, for GET /api/v1/me. */
@Component("meAnswers")
public class MeAnswers {

    private final People people;

    MeAnswers(People people) {
        this.people = people;
    }

    /**
     * Who asks.
     *
     * @param kind   {@code key} or {@code person}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Me(
            String kind,
            @Nullable UUID id,
            String name,
            AccountView account,
            @Nullable String email,
            @Nullable String role) {}

    /** The account that was opened. */
    record AccountView(UUID accountId, String name, String plan) {}

    public Reply show(Account account, Actor actor) {
        Optional<Person> person = Optional.ofNullable(actor.id())
                .filter(id -> actor.kind().equals("person"))
                .flatMap(people::find);
        return Reply.of(
                200,
                new Me(
                        actor.kind(),
                        actor.id(),
                        actor.name(),
                        new AccountView(
                                account.id(), account.name(), account.plan().name()),
                        person.map(Person::email).orElse(null),
                        person.map(known -> known.role().text()).orElse(null)));
    }
}
