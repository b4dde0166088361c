package io.notifyflow.delivery.discord;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that Discord takes for a link of an embed: in ASCII, and with a public name of a host, which has a dot. */
final class DiscordLink {

    private static final Pattern ADDRESS = Pattern.compile(
            "(https?://)((?:[^/?#@]*@)?)([^/?#@:\\[\\]]+)(:[0-9]*)?([/?#].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern PUBLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+\\.?");

    private DiscordLink() {}

    /** The address as Discord takes it; null for one that it would refuse with the whole message. */
    static @Nullable String of(String url) {
        Matcher address = ADDRESS.matcher(url);
        if (!address.matches()) {
            return null;
        }
        String host = ascii(address.group(3));
        if (host == null || !PUBLIC_NAME.matcher(host).matches()) {
            return null;
        }
        String rest = address.group(5) == null ? "" : address.group(5);
        String port = address.group(4) == null ? "" : address.group(4);
        try {
            String link = new URI(address.group(1) + address.group(2) + host + port + rest).toASCIIString();
            return link.length() > DiscordLimits.URL ? null : link;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private static @Nullable String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException noName) {
            return null;
        }
    }
}
