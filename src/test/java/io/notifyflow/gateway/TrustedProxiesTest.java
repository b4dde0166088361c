package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8"));

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, '198.51.100.1', 203.0.113.9",
        "10.0.0.1, '198.51.100.1', 198.51.100.1",
        "10.0.0.1, '', 10.0.0.1",
        "10.0.0.1, '198.51.100.1, 203.0.113.9, 10.0.0.2', 203.0.113.9",
        "10.0.0.1, '203.0.113.9, evil.example', 10.0.0.1",
        "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3",
        "fd00::1, '2001:db8::7', 2001:db8::7",
        "FD00:0::1, '2001:0DB8:0:0:0:0:0:7', 2001:db8::7",
        "::ffff:10.0.0.1, '[2001:db8::7]:443', 2001:db8::7",
    })
    void believesTheForwardedAddressOfTrustedProxiesAlone(String peer, String forwarded, String client) {
        assertThat(proxies.client(peer, forwarded.isEmpty() ? List.of() : List.of(forwarded)))
                .isEqualTo(client);
    }

    @Test
    void trustsNobodyByDefault() {
        assertThat(new TrustedProxies(List.of()).client("127.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void refusesWhatIsNoNetwork() {
        assertThatThrownBy(() -> new TrustedProxies(List.of("proxy.example")))
                .hasMessageContaining("NOTIFYFLOW_HTTP_TRUSTEDPROXIES");
    }
}
