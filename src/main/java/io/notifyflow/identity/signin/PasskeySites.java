package io.notifyflow.identity.signin;

import io.notifyflow.account.PublicAddress;
import io.notifyflow.credential.RelyingParty;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The site that a request was made to, as passkeys know it. */
@Component
class PasskeySites {

    private final PublicAddress address;

    PasskeySites(PublicAddress address) {
        this.address = address;
    }

    /** Empty where browsers know no passkeys: over http elsewhere than on localhost, and at IP addresses. */
    Optional<RelyingParty> of(HttpServletRequest request) {
        return RelyingParty.of(address, request.getHeader("X-Forwarded-Host"));
    }
}
