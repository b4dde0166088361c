package io.notifyflow.identity.signin;

import io.notifyflow.identity.Person;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A person with a session, as Spring Security knows them; the authorities are the scopes of their role. */
public final class SignedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Person person;

    SignedIn(Person person) {
        super(person.role().scopes().stream()
                .map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope.text()))
                .toList());
        this.person = person;
        setAuthenticated(true);
    }

    public Person person() {
        return person;
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
