package io.notifyflow.delivery.outbound;

import io.notifyflow.account.AddressGuard;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Which addresses of users may be called: public ones, and what the operator allows besides. What a name leads to is
 * checked when it is called ({@link GuardedResolver}); here, what can be seen without asking.
 */
@Component
public class OutboundAddresses implements AddressGuard {

    private static final int LONGEST = 2048;
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    private static final int LAST_PORT = 65_535;
    private static final Set<Integer> WEB_PORTS = Set.of(-1, 80, 443);
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FOUR_NUMBERS = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    /** Resolvers take such names for addresses in other spellings: 2130706433, 0x7f.1, 0177.0.0.1. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

    private final List<Network> allowedNetworks = new ArrayList<>();
    private final Set<String> allowedHosts = new HashSet<>();

    OutboundAddresses(OutboundSettings settings) {
        settings.allow().forEach(this::allow);
    }

    private void allow(String entry) {
        if (entry.indexOf('/') >= 0
                || entry.indexOf(':') >= 0
                || FOUR_NUMBERS.matcher(entry).matches()) {
            try {
                allowedNetworks.add(Network.parse(entry));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException("NOTIFYFLOW_OUTBOUND_ALLOW must list host names, addresses and"
                        + " networks such as ntfy.internal,10.1.2.0/24; \"" + entry + "\" is none");
            }
        } else {
            allowedHosts.add(entry.toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public URI http(String text) {
        URI address = parse(text);
        String host = address.getHost();
        boolean allowed = allows(host);
        boolean privileged = !WEB_PORTS.contains(address.getPort()) && address.getPort() < FIRST_UNPRIVILEGED_PORT;
        if (!allowed && privileged || address.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("must have the port 80, 443, or one from 1024 on");
        }
        if (isLiteral(host) && !mayCall(host, InetAddress.ofLiteral(host))) {
            throw new IllegalArgumentException("must not lead into a private network; the operator can allow it with"
                    + " NOTIFYFLOW_OUTBOUND_ALLOW");
        }
        return address;
    }

    /**
     * As {@link #http}, but http only where the operator allows the host: for addresses that are secrets.
     */
    public URI https(String text) {
        URI address = http(text);
        if (!"https".equals(address.getScheme()) && !allows(address.getHost())) {
            throw new IllegalArgumentException("must begin with https://");
        }
        return address;
    }

    private static URI parse(String text) {
        URI address;
        try {
            address = new URI(text.strip());
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("must be an address such as https://example.com/hook");
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must begin with https:// or http://");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("must have " + LONGEST + " characters at most");
        }
        String host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException("must have a host name in ASCII, such as example.com");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must have no user name or password before the host");
        }
        if (host.indexOf('%') >= 0
                || NUMERIC.matcher(host).matches()
                        && !FOUR_NUMBERS.matcher(host).matches()) {
            throw new IllegalArgumentException("must have a host name, or an address in its usual spelling");
        }
        return plain(scheme, address);
    }

    /** Nothing but the parts that were looked at; a fragment is not sent anyway. */
    private static URI plain(String scheme, URI address) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return URI.create(
                URI.create(scheme + "://" + host + port + path + query).toASCIIString());
    }

    private static boolean isLiteral(String host) {
        return host.startsWith("[") || FOUR_NUMBERS.matcher(host).matches();
    }

    /** Whether the operator allows the host, by its name or as the address that it is. */
    private boolean allows(String host) {
        return allowedHosts.contains(host) || isLiteral(host) && allowsAddress(InetAddress.ofLiteral(host));
    }

    private boolean allowsAddress(InetAddress address) {
        return allowedNetworks.stream().anyMatch(network -> network.contains(address));
    }

    @Override
    public boolean mayCall(String host, InetAddress address) {
        return allowedHosts.contains(host.toLowerCase(Locale.ROOT))
                || allowsAddress(address)
                || PublicAddresses.contains(address);
    }
}
