package io.notifyflow.source.mailbox;

import io.notifyflow.account.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** The connections of one look into a mailbox: what an address is checked for is what is connected to. */
final class GuardedSockets extends SocketFactory {

    private final AddressGuard addresses;
    private final boolean insideOnly;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile @Nullable String refusal;

    /**
     * @param insideOnly for a connection in the clear, which a password must not leave the operator's network on
     */
    GuardedSockets(AddressGuard addresses, boolean insideOnly) {
        this.addresses = addresses;
        this.insideOnly = insideOnly;
    }

    /** Why no connection was made. */
    @Nullable
    String refusal() {
        return refusal;
    }

    private void check(SocketAddress target) throws IOException {
        if (!(target instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            throw new UnknownHostException("The name is unknown");
        }
        InetAddress address = internet.getAddress();
        if (!addresses.mayCall(internet.getHostString(), address)) {
            throw refused("Its host leads into a private network, which is not called; the operator can allow it with"
                    + " NOTIFYFLOW_OUTBOUND_ALLOW");
        }
        if (insideOnly && !address.isLoopbackAddress() && !address.isSiteLocalAddress()) {
            throw refused("A password is not sent in the clear over the Internet; set security to tls or starttls");
        }
    }

    private IOException refused(String why) {
        refusal = why;
        return new IOException(why);
    }

    /** Ends whatever is waited for. */
    void closeAll() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException closed) {
                // It is of no use any more either way.
            }
        }
    }

    @Override
    public Socket createSocket() {
        var socket = new Socket() {
            @Override
            public void connect(SocketAddress target) throws IOException {
                check(target);
                super.connect(target);
            }

            @Override
            public void connect(SocketAddress target, int timeout) throws IOException {
                check(target);
                super.connect(target, timeout);
            }
        };
        open.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
