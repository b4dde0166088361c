package io.notifyflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9, 203.0.113.9",
        "203.0.113.9:4711, 203.0.113.9, 203.0.113.9",
        "::ffff:203.0.113.9, 203.0.113.9, 203.0.113.9",
        "::FFFF:cb00:7109, 203.0.113.9, 203.0.113.9",
        "64:ff9b::203.0.113.9, 203.0.113.9, 203.0.113.9",
        "2001:db8::1, 2001:db8::1, 2001:db8::/64",
        "2001:DB8:0:0:ffff::, 2001:db8:0:0:ffff::, 2001:db8::/64",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1, 2001:db8::/64",
        "[2001:db8::7]:443, 2001:db8::7, 2001:db8::/64",
        "2001:db8:0:1::1, 2001:db8:0:1::1, 2001:db8:0:1::/64",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "fe80::1%eth0, fe80::1, fe80::/64",
        "::1, ::1, ::/64",
    })
    void everySpellingIsOneAddressAndASixtyFourOneNetwork(String written, String text, String network) {
        assertThat(ClientAddress.of(written)).isEqualTo(new ClientAddress(text, network));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "1.2.3",
                "1.2.3.256",
                "01.2.3.4",
                "0x7f.0.0.1",
                "2130706433",
                "1::2::3",
                "fe80::g",
                ":",
                "[::1",
                "1.2.3.4:",
                "unknown",
                "_hidden",
                "dead"
            })
    void whatIsNoAddressIsUnknownAndAsksNoNameServer(String written) {
        assertThat(ClientAddress.parse(written)).isEmpty();
        assertThat(ClientAddress.of(written)).isEqualTo(ClientAddress.UNKNOWN);
    }
}
