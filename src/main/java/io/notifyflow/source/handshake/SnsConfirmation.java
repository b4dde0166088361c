package io.notifyflow.source.handshake;

import java.net.URI;

/**
 * A subscription of Amazon SNS that waits to be confirmed.
 *
 * @param address holds a token, so this record does not tell it
 * @param topic   by its ARN
 */
record SnsConfirmation(URI address, String topic) {

    @Override
    public String toString() {
        return "SnsConfirmation[" + topic + "]";
    }
}
