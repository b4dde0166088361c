package io.notifyflow.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests that no decent client would write. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final String END = "\r\n\r\n";
    private static final Pattern NAME = Pattern.compile("(?m)^[A-Za-z-]+:");
    private static final Pattern LENGTH = Pattern.compile("(?m)^content-length: (\\d+)");

    private RawHttp() {}

    /**
     * Sends a head without a body on a connection of its own.
     *
     * @return the whole answer, with its headers; their names are in lower case
     */
    public static String send(URI hub, String line, String... headers) {
        try (var socket = new Socket(hub.getHost(), hub.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var head = new StringBuilder(line).append("\r\nHost: ").append(hub.getAuthority());
            for (String header : headers) {
                head.append("\r\n").append(header);
            }
            head.append("\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return answer(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(InputStream stream) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf(END) < 0) {
            int read = stream.read();
            if (read < 0) {
                throw new EOFException("The connection ended after: " + head);
            }
            head.append((char) read);
        }
        String lower = NAME.matcher(head).replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
        Matcher length = LENGTH.matcher(lower);
        byte[] body = length.find() ? stream.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return lower + new String(body, StandardCharsets.UTF_8);
    }
}
