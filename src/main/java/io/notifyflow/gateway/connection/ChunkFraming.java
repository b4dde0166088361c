package io.notifyflow.gateway.connection;

import io.netty.buffer.ByteBuf;

/**
 * Follows the chunks of one body to its end. Extensions and trailers are bounded, and nobody reads them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112.html#section-7.1">RFC 9112, section 7.1</a>
 */
final class ChunkFraming {

    private static final int SIZE_DIGITS = 7;
    /** Of one chunk; more than a few bytes are only sent to keep the hub busy. */
    private static final int EXTENSION_BYTES = 256;

    private enum At {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF
    }

    private At at = At.SIZE;
    private long size;
    private int digits;
    private int extension;
    private int trailer;

    /**
     * Reads on, up to the end of the body at most.
     *
     * @return whether the body ended
     * @throws RefusedRequest for what is no valid chunk
     */
    boolean read(ByteBuf bytes) {
        while (bytes.isReadable()) {
            if (at == At.DATA) {
                int read = (int) Math.min(size, bytes.readableBytes());
                bytes.skipBytes(read);
                size -= read;
                at = size == 0 ? At.DATA_CR : At.DATA;
            } else if (next(bytes.readByte())) {
                return true;
            }
        }
        return false;
    }

    private boolean next(byte read) {
        switch (at) {
            case SIZE -> readSize(read);
            case EXTENSION -> readExtension(read);
            case SIZE_END -> endSize(read);
            case DATA -> throw new IllegalStateException("Data is not read byte by byte");
            case DATA_CR -> at = expect(read, '\r', At.DATA_LF);
            case DATA_LF -> {
                at = expect(read, '\n', At.SIZE);
                digits = 0;
                extension = 0;
            }
            case TRAILER_START ->
                at = read == '\r' ? At.END_LF : trailer(HttpCharacters.isToken(read), At.TRAILER_NAME);
            case TRAILER_NAME ->
                at = read == ':'
                        ? trailer(true, At.TRAILER_VALUE)
                        : trailer(HttpCharacters.isToken(read), At.TRAILER_NAME);
            case TRAILER_VALUE ->
                at = read == '\r' ? At.TRAILER_LF : trailer(HttpCharacters.isValue(read), At.TRAILER_VALUE);
            case TRAILER_LF -> at = expect(read, '\n', At.TRAILER_START);
            case END_LF -> {
                at = expect(read, '\n', At.SIZE);
                return true;
            }
        }
        return false;
    }

    private void readSize(byte read) {
        int digit = HttpCharacters.hexadecimal(read);
        if (digit >= 0 && digits < SIZE_DIGITS) {
            size = size * 16 + digit;
            digits++;
        } else if (digits > 0 && read == '\r') {
            at = At.SIZE_END;
        } else if (digits > 0 && read == ';') {
            at = At.EXTENSION;
        } else {
            throw RefusedRequest.invalid(
                    "A chunk must begin with its size, 1 to " + SIZE_DIGITS + " hexadecimal digits, and CR and LF");
        }
    }

    private void readExtension(byte read) {
        if (read == '\r') {
            at = At.SIZE_END;
        } else if (!HttpCharacters.isValue(read) || ++extension > EXTENSION_BYTES) {
            throw RefusedRequest.invalid("The extensions of a chunk must be at most " + EXTENSION_BYTES
                    + " bytes without control characters");
        }
    }

    private void endSize(byte read) {
        at = expect(read, '\n', size == 0 ? At.TRAILER_START : At.DATA);
    }

    private static At expect(byte read, char expected, At next) {
        if (read != expected) {
            throw RefusedRequest.invalid("Chunks, their sizes and trailers must each end with CR and LF");
        }
        return next;
    }

    private At trailer(boolean valid, At next) {
        if (!valid || ++trailer > RequestFraming.HEADER_BYTES) {
            throw RefusedRequest.invalid("The trailers behind the last chunk must be headers of at most "
                    + RequestFraming.HEADER_BYTES + " bytes together");
        }
        return next;
    }
}
