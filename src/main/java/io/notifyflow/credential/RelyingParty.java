package io.notifyflow.credential;

import io.notifyflow.account.PublicAddress;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The site that passkeys belong to. Browsers know none at an IP address; on this machine it is localhost.
 *
 * @param origin scheme, host and port, as the browser signs them
 * @param host   what the passkeys are bound to
 */
public record RelyingParty(String origin, String host) {

    private static final String LOCAL = "localhost";
    private static final Pattern IP = Pattern.compile("\\[.*|[0-9.]+");
    private static final Pattern LOCAL_AUTHORITY = Pattern.compile(LOCAL + "(:[0-9]{1,5})?");

    /**
     * Where no address was configured, the one that the browser has used counts, if it is this machine's.
     *
     * @param authority host and port that the browser has used, as the gateway passes it on
     * @return empty where there can be no passkeys
     */
    public static Optional<RelyingParty> of(PublicAddress address, @Nullable String authority) {
        if (address.known()) {
            String host = URI.create(address.origin()).getHost();
            boolean usable = host != null && !IP.matcher(host).matches() && (address.secure() || host.equals(LOCAL));
            return usable ? Optional.of(new RelyingParty(address.origin(), host)) : Optional.empty();
        }
        return authority != null && LOCAL_AUTHORITY.matcher(authority).matches()
                ? Optional.of(new RelyingParty("http://" + authority, LOCAL))
                : Optional.empty();
    }
}
