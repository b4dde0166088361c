package io.notifyflow.identity.provider;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Checks the addresses of providers, at start. */
final class IssuerAddress {

    private IssuerAddress() {}

    /**
     * @param setting for the message
     * @throws IllegalArgumentException unless it is an https address, or an http one on this machine
     */
    static void require(String setting, String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null
                    && address.getRawUserInfo() == null
                    && ("https".equals(address.getScheme())
                            || "http".equals(address.getScheme()) && loopback(address.getHost()))) {
                return;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Refused below.
        }
        throw new IllegalArgumentException(setting + " must be the provider's issuer, such as"
                + " https://login.example.com/realms/team; without https only on this machine");
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException nowhere) {
            return false;
        }
    }
}
