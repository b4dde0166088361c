package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RouteFileReaderFuzzTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<String> token = Arbitraries.oneOf(
                Arbitraries.of(
                        "- ",
                        "route:",
                        "\n",
                        "\n  ",
                        "\n    ",
                        "\n      ",
                        "id: ",
                        "from:",
                        "uri: ",
                        "steps:",
                        "direct:a.b",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "&a ",
                        "*a",
                        "? ",
                        "! ",
                        "!!java.net.URL ",
                        "| ",
                        "> ",
                        "'",
                        "\"",
                        "#",
                        "%YAML 1.1",
                        "---",
                        "...",
                        "\t",
                        "<<: ",
                        "~",
                        "kind: Kamelet",
                        "spec:",
                        "template:",
                        "choice:",
                        "when:",
                        "to:",
                        "parameters:",
                        "routeTemplate:",
                        "templatedRoute:",
                        "beans:",
                        "- route:\n    id: a.b\n    from:\n      uri: direct:a.b\n      steps:\n        - to: log:x\n"),
                Arbitraries.strings().all().ofMaxLength(10));
        return Arbitraries.oneOf(
                token.list().ofMaxSize(40).map(parts -> String.join("", parts)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100));
    }

    @Property
    void aFileIsReadOrRefusedWithItsErrors(@ForAll("files") byte[] content) {
        read(RouteFile.of("any.camel.yaml", content));
    }

    @Example
    void aBombOrATowerIsRefusedSoon() {
        var bomb = new StringBuilder("- a: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("- a: &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ",").repeat(9))
                    .append("x]\n");
        }
        for (String text : new String[] {
            bomb.toString(), "[".repeat(20_000), "{a: ".repeat(20_000), "- ".repeat(20_000), "- - ".repeat(5000) + "x"
        }) {
            assertThat(read(RouteFile.of("any.camel.yaml", text))).isFalse();
        }
    }

    private static boolean read(RouteFile file) {
        long started = System.nanoTime();
        boolean taken;
        try {
            assertThat(RouteFileReader.read(file)).isNotNull();
            taken = true;
        } catch (RouteFileRefused refused) {
            assertThat(refused.errors()).isNotEmpty();
            taken = false;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
        return taken;
    }
}
