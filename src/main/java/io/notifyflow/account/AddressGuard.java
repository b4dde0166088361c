package io.notifyflow.account;

import java.net.InetAddress;
import java.net.URI;

/** Which of the addresses that users enter may be called: those of the public Internet, and what the operator allows. */
public interface AddressGuard {

    /**
     * An http or https address as it is called; what its name leads to is seen only then.
     *
     * @throws IllegalArgumentException for one that is not to be called; the text is not repeated, as it may hold a token
     */
    URI http(String text);

    /** Whether a connection may be made to what a name leads to. */
    boolean mayCall(String host, InetAddress address);
}
