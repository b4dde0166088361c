package io.notifyflow.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** The files that pages load; the address of each changes with its content, so browsers may keep them for ever. */
public final class Assets {

    static final String PATH = "/assets/";

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, Asset> ALL = Stream.of(
                    asset("app.css", "static/assets/app.css", STYLE),
                    asset("app.js", "static/assets/app.js", SCRIPT),
                    asset("chart.js", "static/assets/chart.js", SCRIPT),
                    asset("live.js", "static/assets/live.js", SCRIPT),
                    asset("passkeys.js", "static/assets/passkeys.js", SCRIPT),
                    asset("htmx.js", "META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js", SCRIPT),
                    asset("uplot.js", "META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.iife.min.js", SCRIPT),
                    asset("uplot.css", "META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.min.css", STYLE))
            .collect(Collectors.toUnmodifiableMap(Asset::name, asset -> asset));

    private Assets() {}

    /** One file, as it is and compressed. */
    record Asset(String name, String fingerprint, String type, byte[] plain, byte[] gzip) {}

    /** Where a browser finds a file. */
    public static String path(String name) {
        return PATH + Optional.ofNullable(ALL.get(name)).orElseThrow().fingerprint() + "/" + name;
    }

    static Optional<Asset> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Asset asset(String name, String resource, String type) {
        try (InputStream stream = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            byte[] plain = stream.readAllBytes();
            var sum = new CRC32();
            sum.update(plain);
            return new Asset(name, HexFormat.of().toHexDigits((int) sum.getValue()), type, plain, gzip(plain));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + resource, unreadable);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
