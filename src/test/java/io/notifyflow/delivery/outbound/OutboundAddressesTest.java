package io.notifyflow.delivery.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundAddressesTest {

    private final OutboundAddresses addresses = allowing();

    private static OutboundAddresses allowing(String... entries) {
        return new OutboundAddresses(new OutboundSettings(List.of(entries), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::10.1.2.3",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
            })
    void callsNoAddressInside(String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        String host = literal.indexOf(':') >= 0 ? "[" + literal + "]" : literal;

        assertThat(PublicAddresses.contains(address)).isFalse();
        assertThat(addresses.mayCall("example.com", address)).isFalse();
        assertThatThrownBy(() -> addresses.http("http://" + host + "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private network");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450::1",
                "64:ff9b::8.8.8.8",
            })
    void callsPublicAddressesUpToTheirEdges(String literal) {
        assertThat(addresses.mayCall("example.com", InetAddress.ofLiteral(literal)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://017700000001/",
                "http://127.1/",
                "http://0177.0.0.1/",
                "http://127.0.0.1./",
                "http://127.0.0.0x1/",
                "http://1.2.3.256/",
                "http://[fe80::1%25eth0]/",
                "http://user@example.com/",
                "http://user:secret@example.com/",
                "http://example.com@127.0.0.1/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "jar:http://example.com!/",
                "example.com/hook",
                "//example.com/",
                "http:///path",
                "http://",
                "http://exa mple.com/",
                "http://example.com/{{env:SECRET}}",
                "http://example.com:22/",
                "http://example.com:25/",
                "http://example.com:6553600/",
                "http://ex\u00e4mple.com/",
                "http://127.0.0.1\\@example.com/",
                "http://example.com\n/",
            })
    void refusesOddSpellings(String text) {
        assertThatThrownBy(() -> addresses.http(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com/",
        "HTTPS://Example.COM/Hook?a=b#c, https://example.com/Hook?a=b",
        "http://example.com:8080/x%2Fy, http://example.com:8080/x%2Fy",
        "https://1.1.1.1/, https://1.1.1.1/",
        "https://example.com/größe, https://example.com/gr%C3%B6%C3%9Fe",
    })
    void keepsWhatItChecked(String text, String address) {
        assertThat(addresses.http(text)).hasToString(address);
    }

    @Test
    void asksForTlsWhereTheAddressIsASecret() {
        assertThatThrownBy(() -> addresses.https("http://example.com/hook")).hasMessage("must begin with https://");
        assertThat(allowing("example.com").https("http://example.com/hook")).hasToString("http://example.com/hook");
    }

    @Test
    void callsInsideWhatTheOperatorAllows() throws Exception {
        OutboundAddresses allowing = allowing("10.1.0.0/16", "fd00::/8", "127.0.0.1", "Ntfy.internal");

        assertThat(allowing.http("http://10.1.2.3:25/")).hasToString("http://10.1.2.3:25/");
        assertThat(allowing.mayCall("a.example", InetAddress.ofLiteral("fd12::1")))
                .isTrue();
        assertThat(allowing.mayCall("ntfy.internal", InetAddress.ofLiteral("192.168.1.1")))
                .isTrue();
        assertThat(allowing.mayCall("a.ntfy.internal", InetAddress.ofLiteral("192.168.1.1")))
                .isFalse();
        assertThat(allowing.mayCall("a.example", InetAddress.ofLiteral("10.2.0.0")))
                .isFalse();
        assertThat(allowing.mayCall("a.example", InetAddress.ofLiteral("127.0.0.2")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "example.com/24", "::1/129"})
    void saysWhichEntryOfTheSettingIsWrong(String entry) {
        assertThatThrownBy(() -> allowing(entry))
                .hasMessageContaining("NOTIFYFLOW_OUTBOUND_ALLOW")
                .hasMessageContaining(entry);
    }
}
