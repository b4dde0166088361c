package io.notifyflow.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The network address of a client in its canonical form, so that every spelling of it is one address. Limits count by
 * {@link #network}.
 *
 * @param text    dotted IPv4, or IPv6 as RFC 5952 writes it; an IPv4 address inside an IPv6 one (mapped or NAT64) is the
 *                IPv4 address
 * @param network the address itself for IPv4; for IPv6 its first 64 bits, because whoever has one address of a /64 can
 *                use all of them
 */
public record ClientAddress(String text, String network) {

    /** Of whoever has no address that can be read: all of them share its limits. */
    public static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    private static final Pattern IPV4_AND_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^\\]]+)](?::[0-9]{1,5})?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    /** RFC 6052. */
    private static final byte[] NAT64 = HexFormat.of().parseHex("0064ff9b0000000000000000");

    private static final int MAX_LENGTH = 100;
    private static final int NETWORK_BYTES = 8;
    private static final int GROUPS = 8;

    /** An address as written; {@link #UNKNOWN} for what is none. */
    public static ClientAddress of(@Nullable String written) {
        return parse(written).orElse(UNKNOWN);
    }

    /**
     * Reads an address without asking any name server.
     *
     * @param written IPv4 or IPv6, with or without brackets, a zone or a port, as sockets and proxies write them
     * @return empty for what is no address, such as the name of a host
     */
    public static Optional<ClientAddress> parse(@Nullable String written) {
        if (written == null || written.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String bare = bare(written.strip());
        if (!IPV4.matcher(bare).matches()
                && !(bare.indexOf(':') >= 0 && IPV6.matcher(bare).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.ofLiteral(bare)));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static String bare(String written) {
        var brackets = IN_BRACKETS.matcher(written);
        var port = IPV4_AND_PORT.matcher(written);
        String address = brackets.matches() ? brackets.group(1) : port.matches() ? port.group(1) : written;
        int zone = address.indexOf('%');
        return zone > 0 ? address.substring(0, zone) : address;
    }

    private static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address && Arrays.equals(Arrays.copyOf(bytes, NAT64.length), NAT64)) {
            return of(embedded(bytes));
        }
        if (!(address instanceof Inet6Address)) {
            // Java reads a mapped address as the IPv4 address that it is.
            return new ClientAddress(address.getHostAddress(), address.getHostAddress());
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), bytes.length);
        return new ClientAddress(text(bytes), text(network) + "/64");
    }

    /** Whether it is of this machine or of a private network. */
    public boolean isInside() {
        if (equals(UNKNOWN)) {
            return false;
        }
        InetAddress address = InetAddress.ofLiteral(text);
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || uniqueLocal;
    }

    private static InetAddress embedded(byte[] bytes) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64.length, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** The longest run of zero groups, of at least two, becomes "::". */
    private static String text(byte[] bytes) {
        int[] groups = IntStream.range(0, GROUPS)
                .map(group -> (bytes[group * 2] & 0xff) << 8 | bytes[group * 2 + 1] & 0xff)
                .toArray();
        int start = GROUPS;
        int length = 1;
        for (int group = 0, run = 0; group < GROUPS; group++) {
            run = groups[group] == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                start = group - run + 1;
            }
        }
        return start == GROUPS
                ? joined(groups, 0, GROUPS)
                : joined(groups, 0, start) + "::" + joined(groups, start + length, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(group -> Integer.toHexString(groups[group]))
                .collect(Collectors.joining(":"));
    }
}
