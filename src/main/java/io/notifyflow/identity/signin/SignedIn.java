package io.notifyflow.identity.signin;

import io.notifyflow.identity.Person;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A person with a session, as Spring Security knows them; the authorities are the scopes of their role. */
public final class SignedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Person person;
    private final transient @Nullable Session session;

    /** Somebody whose session is about to begin. */
    SignedIn(Person person) {
        this(person, null);
    }

    SignedIn(Session session) {
        this(session.person(), session);
    }

    private SignedIn(Person person, @Nullable Session session) {
        super(person.role().scopes().stream()
                .map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope.text()))
                .toList());
        this.person = person;
        this.session = session;
        setAuthenticated(true);
    }

    public Person person() {
        return person;
    }

    /** The session that asks; empty while it begins. */
    Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Object getPrincipal() {
        return person;
    }

    @Override
    public String getName() {
        return person.id().toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedIn that && that.person.equals(person);
    }

    @Override
    public int hashCode() {
        return person.hashCode();
    }
}
