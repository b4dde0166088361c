package io.notifyflow.identity;

import io.notifyflow.account.FirstAccount;
import io.notifyflow.account.OwnerLink;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The way in for whoever started the hub: a link that makes its visitor the first account's owner. */
@Component
class OwnerLinks implements OwnerLink {

    private final FirstAccount first;
    private final People people;
    private final Invitations invitations;
    private final PeopleSettings settings;

    OwnerLinks(FirstAccount first, People people, Invitations invitations, PeopleSettings settings) {
        this.first = first;
        this.people = people;
        this.invitations = invitations;
        this.settings = settings;
    }

    @Override
    @Transactional
    public Optional<String> make() {
        return first.id().filter(account -> people.list(account).isEmpty()).map(account -> invitations
                .make(account, null, Role.OWNER, null, settings.ownerLink())
                .link());
    }
}
