package io.notifyflow.credential;

import com.webauthn4j.util.exception.WebAuthnException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;

/**
 * Adds passkeys and signs in with them; Spring Security checks what authenticators sign.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-3/">Web Authentication</a>
 */
@Component
public class Passkeys {

    /** Of one person. */
    public static final int MAX = 20;

    public static final int MAX_NAME = 60;

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            PublicKeyCredentialParameters.EdDSA,
            PublicKeyCredentialParameters.ES256,
            PublicKeyCredentialParameters.RS256);

    private final PasskeyStore store;
    private final Challenges challenges;

    Passkeys(PasskeyStore store, Challenges challenges) {
        this.store = store;
        this.challenges = challenges;
    }

    /**
     * What a browser is asked for to make a passkey.
     *
     * @param name  by which the person signs in
     * @param shown what to call them
     * @return JSON with {@code publicKey} and {@code sealed}
     */
    public String creation(RelyingParty site, UUID person, String name, String shown) {
        Bytes challenge = Bytes.random();
        return PasskeyMessages.options(
                creation(site, person, name, shown, challenge), challenges.seal(adding(person), challenge));
    }

    private static String adding(UUID person) {
        return "add-" + person;
    }

    private PublicKeyCredentialCreationOptions creation(
            RelyingParty site, UUID person, String name, String shown, Bytes challenge) {
        return PublicKeyCredentialCreationOptions.builder()
                .rp(rp(site))
                .user(owner(PasskeyStore.handle(person), name, shown))
                .challenge(challenge)
                .pubKeyCredParams(ALGORITHMS)
                .attestation(AttestationConveyancePreference.NONE)
                .authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.PREFERRED)
                        .build())
                .excludeCredentials(descriptors(person))
                .timeout(TIMEOUT)
                .build();
    }

    /**
     * Adds a passkey that a browser has made.
     *
     * @param sealed     from {@link #creation}
     * @param credential the browser's answer as JSON
     * @param label      what its owner calls it
     * @throws InvalidPasskey if it is not what was asked for
     */
    public void add(RelyingParty site, UUID person, String sealed, String credential, String label) {
        Bytes challenge = challenges
                .open(adding(person), sealed)
                .orElseThrow(() -> new InvalidPasskey("it was asked for too long ago", null));
        var made = new RelyingPartyPublicKey(PasskeyMessages.attestation(credential), label);
        if (store.list(person).size() >= MAX) {
            throw new InvalidPasskey("a person has at most " + MAX, null);
        }
        if (!challenges.use(challenge)) {
            throw new InvalidPasskey("it was added already", null);
        }
        try {
            operations(site)
                    .registerCredential(new ImmutableRelyingPartyRegistrationRequest(
                            creation(site, person, "", "", challenge), made));
        } catch (WebAuthnException | IllegalArgumentException | DuplicateKeyException wrong) {
            throw new InvalidPasskey("it does not match what was asked for", wrong);
        }
    }

    /**
     * What a browser is asked for to sign in with a passkey.
     *
     * @param person who has shown a password; null for somebody who has shown nothing yet, whose passkey must verify
     *               its user
     * @return JSON with {@code publicKey} and {@code sealed}
     */
    public String request(RelyingParty site, @Nullable UUID person) {
        Bytes challenge = Bytes.random();
        return PasskeyMessages.options(request(site, person, challenge), challenges.seal(signingIn(person), challenge));
    }

    private static String signingIn(@Nullable UUID person) {
        return "sign-in-" + (person == null ? "anybody" : person);
    }

    private PublicKeyCredentialRequestOptions request(RelyingParty site, @Nullable UUID person, Bytes challenge) {
        return PublicKeyCredentialRequestOptions.builder()
                .rpId(site.host())
                .challenge(challenge)
                .allowCredentials(person == null ? List.of() : descriptors(person))
                .userVerification(
                        person == null ? UserVerificationRequirement.REQUIRED : UserVerificationRequirement.PREFERRED)
                .timeout(TIMEOUT)
                .build();
    }

    /**
     * Checks the answer of a browser.
     *
     * @param person as for {@link #request}
     * @param sealed from {@link #request}
     * @return whose passkey it is
     * @throws InvalidPasskey if it is nobody's, or not what was asked for
     */
    public UUID authenticate(RelyingParty site, @Nullable UUID person, String sealed, String credential) {
        Bytes challenge = challenges
                .open(signingIn(person), sealed)
                .orElseThrow(() -> new InvalidPasskey("it was asked for too long ago", null));
        PublicKeyCredential<AuthenticatorAssertionResponse> answer = PasskeyMessages.assertion(credential);
        CredentialRecord known = store.findByCredentialId(answer.getRawId());
        if (known == null) {
            throw new InvalidPasskey("it is nobody's", null);
        }
        UUID owner = PasskeyStore.person(known.getUserEntityUserId());
        if (person != null && !person.equals(owner)) {
            throw new InvalidPasskey("it is another person's", null);
        }
        if (!challenges.use(challenge)) {
            throw new InvalidPasskey("it was used already", null);
        }
        try {
            operations(site)
                    .authenticate(new RelyingPartyAuthenticationRequest(request(site, person, challenge), answer));
        } catch (WebAuthnException | IllegalArgumentException wrong) {
            throw new InvalidPasskey("it does not match what was asked for", wrong);
        }
        return owner;
    }

    public List<Passkey> list(UUID person) {
        return store.list(person);
    }

    public boolean rename(UUID person, UUID id, String name) {
        return store.rename(person, id, name);
    }

    public boolean remove(UUID person, UUID id) {
        return store.remove(person, id);
    }

    private List<PublicKeyCredentialDescriptor> descriptors(UUID person) {
        return store.findByUserId(PasskeyStore.handle(person)).stream()
                .map(known -> PublicKeyCredentialDescriptor.builder()
                        .id(known.getCredentialId())
                        .transports(known.getTransports())
                        .build())
                .toList();
    }

    private Webauthn4JRelyingPartyOperations operations(RelyingParty site) {
        return new Webauthn4JRelyingPartyOperations(new Owners(), store, rp(site), Set.of(site.origin()));
    }

    private static PublicKeyCredentialRpEntity rp(RelyingParty site) {
        return PublicKeyCredentialRpEntity.builder()
                .id(site.host())
                .name("NotifyFlow")
                .build();
    }

    private static PublicKeyCredentialUserEntity owner(Bytes handle, String name, String shown) {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(handle)
                .name(name)
                .displayName(shown)
                .build();
    }
}
