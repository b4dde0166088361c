package io.notifyflow.identity.signin;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.credential.RelyingParty;
import io.notifyflow.identity.provider.Providers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The site that a request was made to, as passkeys know it. */
@Component
class PasskeySites {

    private final PublicAddress address;
    private final Providers providers;

    PasskeySites(PublicAddress address, Providers providers) {
        this.address = address;
        this.providers = providers;
    }

    /**
     * Empty where browsers know no passkeys: over http elsewhere than on localhost, and at IP addresses. Also where people
     * sign in with a provider: what it has closed, a passkey must not open.
     */
    Optional<RelyingParty> of(HttpServletRequest request) {
        return providers.present() ? Optional.empty() : RelyingParty.of(address, request.getHeader("X-Forwarded-Host"));
    }
}
