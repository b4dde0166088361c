package io.notifyflow.delivery.outbound;

import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names for the connection that is made with the result: what was checked is what is connected to, so a name
 * that leads elsewhere a moment later gains nothing.
 */
final class GuardedResolver implements DnsResolver {

    /** Each may take a connect time-out. */
    private static final int MOST_TRIED = 4;

    private final DnsResolver resolver;
    private final OutboundAddresses addresses;

    GuardedResolver(DnsResolver resolver, OutboundAddresses addresses) {
        this.resolver = resolver;
        this.addresses = addresses;
    }

    /**
     * @throws AttemptFailed if any of its addresses must not be called; which one is not told
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] resolved = resolver.resolve(host);
        if (resolved == null || resolved.length == 0) {
            throw new UnknownHostException(host);
        }
        if (!Stream.of(resolved).allMatch(address -> addresses.mayCall(host, address))) {
            throw new AttemptFailed(Classified.unsent(new AttemptOutcome.Rejected(
                    "The host " + host + " leads into a private network, which is not called. Enter a public address,"
                            + " or have the operator allow it with NOTIFYFLOW_OUTBOUND_ALLOW",
                    true)));
        }
        return Stream.of(resolved).limit(MOST_TRIED).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
