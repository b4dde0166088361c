package io.notifyflow.delivery.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses of the public Internet.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose IPv4 addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">and IPv6 addresses</a>
 */
final class PublicAddresses {

    private static final List<Network> SPECIAL_V4 = Network.parseAll(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT, and some clouds' metadata
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's host, reached from inside only
            "169.254.0.0/16", // link-local, and most clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** Where a network has no IPv4, its NAT64 leads to the IPv4 address that the last four bytes are (RFC 6052). */
    private static final Network NAT64 = Network.parse("64:ff9b::/96");

    /** Nothing else is assigned: not loopback, link-local, unique local, multicast, nor what maps IPv4. */
    private static final Network GLOBAL_V6 = Network.parse("2000::/3");

    private static final List<Network> SPECIAL_V6 = Network.parseAll(
            "2001::/23", // protocol assignments, and Teredo, which holds an IPv4 address
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which holds an IPv4 address
            "3fff::/20"); // documentation

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        // Java turns ::ffff:a.b.c.d into the IPv4 address that it maps.
        if (address instanceof Inet4Address) {
            return noneContains(SPECIAL_V4, address);
        }
        return NAT64.contains(address)
                ? noneContains(SPECIAL_V4, embedded(address))
                : GLOBAL_V6.contains(address) && noneContains(SPECIAL_V6, address);
    }

    private static InetAddress embedded(InetAddress nat64) {
        byte[] bytes = nat64.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("Four bytes are an IPv4 address", impossible);
        }
    }

    private static boolean noneContains(List<Network> networks, InetAddress address) {
        return networks.stream().noneMatch(network -> network.contains(address));
    }
}
