package io.notifyflow.account;

import io.notifyflow.event.PublicPortBound;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where people reach this hub. */
@Component
public class PublicAddress {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final @Nullable String configured;
    private volatile int port;

    PublicAddress(PublicAddressSettings settings) {
        configured = settings.publicUrl();
    }

    @EventListener
    void bound(PublicPortBound bound) {
        port = bound.port();
    }

    /** Whether it was said; otherwise people are on this machine. */
    public boolean known() {
        return configured != null;
    }

    /** Without a slash at its end. */
    public String text() {
        return configured == null ? "http://localhost:" + port : configured;
    }

    /** Scheme, host and port, as browsers send them. */
    public String origin() {
        return text();
    }

    /** Host, and the port if it is not the usual one. */
    public String authority() {
        return URI.create(text()).getRawAuthority();
    }

    /** The usual one of the scheme, if none was said. */
    public int port() {
        URI address = URI.create(text());
        return address.getPort() > 0 ? address.getPort() : secure() ? HTTPS : HTTP;
    }

    public String scheme() {
        return URI.create(text()).getScheme();
    }

    /** Whether only encrypted connections lead here. */
    public boolean secure() {
        return scheme().equals("https");
    }
}
