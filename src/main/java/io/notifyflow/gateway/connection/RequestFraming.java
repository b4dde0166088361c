package io.notifyflow.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.notifyflow.event.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one connection from request to request. A head is passed on when it is complete and valid; of a
 * body only the chunks' framing is looked at.
 */
final class RequestFraming {

    /** The longest request line, in bytes. */
    static final int LINE_BYTES = 4096;

    /** The largest sum of all headers, in bytes; trailers have the same bound. */
    static final int HEADER_BYTES = 8192;

    private static final int MAX_HEAD = LINE_BYTES + HEADER_BYTES;
    private static final int FIRST_PART = 512;
    private static final int EMPTY_LINE_BYTES = 4;
    /** The scanned head; each event loop has its own. */
    private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[MAX_HEAD]);

    private static final byte[] NOTHING = new byte[0];

    /** Where in a request the next byte is. */
    enum Stage {
        /** Before its first byte. */
        START,
        HEAD,
        BODY
    }

    private byte[] part = NOTHING;
    private int partLength;
    private int emptyLineBytes;
    private long rest;
    private @Nullable ChunkFraming chunks;
    private Stage stage = Stage.START;

    Stage stage() {
        return stage;
    }

    /** The bytes of an unfinished head that are held. */
    int heldBytes() {
        return part.length;
    }

    /**
     * Reads on, up to the end of one request at most, and moves the reader index of the bytes behind what was read.
     *
     * @return what was read of a request with a valid head, null while its head is not complete; the caller owns it
     * @throws RefusedRequest for what is not valid; nothing of the rest may be read as a request
     */
    @Nullable
    ByteBuf read(ByteBuf bytes) {
        int from = bytes.readerIndex();
        if (stage == Stage.BODY) {
            readBody(bytes);
            return bytes.slice(from, bytes.readerIndex() - from).retain();
        }
        if (partLength > 0) {
            return readLaterPart(bytes);
        }
        skipEmptyLines(bytes);
        from = bytes.readerIndex();
        if (!bytes.isReadable()) {
            return null;
        }
        byte[] scratch = SCRATCH.get();
        int length = Math.min(bytes.readableBytes(), MAX_HEAD);
        bytes.getBytes(from, scratch, 0, length);
        int end = headEnd(scratch, 0, length);
        if (end < 0) {
            part = Arrays.copyOf(scratch, Math.max(length, FIRST_PART));
            partLength = length;
            stage = Stage.HEAD;
            bytes.skipBytes(length);
            return null;
        }
        begin(scratch, end);
        bytes.readerIndex(from + end);
        readBody(bytes);
        return bytes.slice(from, bytes.readerIndex() - from).retain();
    }

    /** Clients that are old enough send an empty line behind a body, which belongs to no request. */
    private void skipEmptyLines(ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte next = bytes.getByte(bytes.readerIndex());
            boolean expected = emptyLineBytes % 2 == 0 ? next == '\r' : next == '\n';
            if (!expected && emptyLineBytes % 2 == 0 && next != '\n') {
                emptyLineBytes = 0;
                return;
            }
            if (!expected || ++emptyLineBytes > EMPTY_LINE_BYTES) {
                throw RefusedRequest.invalid("A request must begin with its request line");
            }
            bytes.skipBytes(1);
        }
    }

    private @Nullable ByteBuf readLaterPart(ByteBuf bytes) {
        int before = partLength;
        int length = Math.min(bytes.readableBytes(), MAX_HEAD - before);
        if (before + length > part.length) {
            part = Arrays.copyOf(part, Math.min(MAX_HEAD, Math.max(before + length, 2 * part.length)));
        }
        bytes.getBytes(bytes.readerIndex(), part, before, length);
        int end = headEnd(part, before, before + length);
        if (end < 0) {
            partLength = before + length;
            bytes.skipBytes(length);
            return null;
        }
        byte[] head = part;
        part = NOTHING;
        partLength = 0;
        begin(head, end);
        bytes.skipBytes(end - before);
        // The body comes with the next call.
        return Unpooled.wrappedBuffer(head, 0, end);
    }

    /**
     * Finds the end of the head.
     *
     * @param from what is before was looked at already
     * @return the index behind the empty line, or -1 where the head is not complete
     */
    private static int headEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                if (i == 0 || bytes[i - 1] != '\r') {
                    throw lineEnd();
                }
                if (i > 2 && bytes[i - 2] == '\n') {
                    return checkedLine(bytes, i + 1);
                }
            } else if (i > 0 && bytes[i - 1] == '\r') {
                throw lineEnd();
            }
        }
        if (to >= MAX_HEAD || to > LINE_BYTES) {
            checkedLine(bytes, to);
        }
        if (to >= MAX_HEAD) {
            throw headersTooLarge();
        }
        return -1;
    }

    private static RefusedRequest lineEnd() {
        return RefusedRequest.invalid("Each line of the head must end with CR and LF, which are nowhere else in it");
    }

    /** Checks the lengths of the request line and of the headers. */
    private static int checkedLine(byte[] bytes, int end) {
        int line = 0;
        while (line < end && bytes[line] != '\n') {
            line++;
        }
        if (line > LINE_BYTES + 1) {
            throw new RefusedRequest(Problem.of(
                    "uri-too-long",
                    "The address is too long",
                    414,
                    "Method, path and query may have at most " + LINE_BYTES + " bytes together"));
        }
        if (end - line > HEADER_BYTES) {
            throw headersTooLarge();
        }
        return end;
    }

    private static RefusedRequest headersTooLarge() {
        return new RefusedRequest(Problem.of(
                "headers-too-large",
                "The headers are too large",
                431,
                "The headers may have at most " + HEADER_BYTES + " bytes together"));
    }

    private void begin(byte[] head, int end) {
        long length = RequestHead.bodyLength(head, 0, end);
        stage = length == 0 ? Stage.START : Stage.BODY;
        rest = length;
        chunks = length == RequestHead.CHUNKED ? new ChunkFraming() : null;
    }

    private void readBody(ByteBuf bytes) {
        if (stage != Stage.BODY) {
            return;
        }
        ChunkFraming chunked = chunks;
        if (chunked == null) {
            int read = (int) Math.min(rest, bytes.readableBytes());
            bytes.skipBytes(read);
            rest -= read;
            stage = rest == 0 ? Stage.START : Stage.BODY;
        } else if (chunked.read(bytes)) {
            chunks = null;
            stage = Stage.START;
        }
    }
}
