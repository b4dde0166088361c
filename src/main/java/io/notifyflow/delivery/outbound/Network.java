package io.notifyflow.delivery.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of addresses.
 *
 * @param bits how many of the first ones are common to its addresses
 */
record Network(InetAddress first, int bits) {

    /**
     * @param text an address, or a block such as 10.0.0.0/8
     * @throws IllegalArgumentException for anything else, host names included
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int most = first.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(text + " has a prefix of more than " + most + " bits");
        }
        return new Network(first, bits);
    }

    static List<Network> parseAll(String... blocks) {
        return Stream.of(blocks).map(Network::parse).toList();
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(mine, 0, whole, other, 0, whole)
                && (rest == 0 || ((mine[whole] ^ other[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0);
    }
}
