package io.notifyflow.account;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large the body of a foreign webhook may be, as it is sent and unpacked.
 *
 * @param sourceSize  of types without a size of their own
 * @param sourceSizes by type; those that are not named keep their default, which is what their senders send at most
 * @see <a href="https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap">GitHub's cap of 25 MB</a>
 */
@ConfigurationProperties("notifyflow.http")
public record SourceSizes(@DefaultValue("1MB") DataSize sourceSize, @DefaultValue Map<String, DataSize> sourceSizes) {

    private static final Map<String, DataSize> DEFAULTS = Map.of(
            "github", DataSize.ofMegabytes(25),
            "alertmanager", DataSize.ofMegabytes(8),
            "grafana", DataSize.ofMegabytes(8));

    private static final long MAX = Integer.MAX_VALUE - 16;

    public SourceSizes {
        var sizes = new HashMap<>(DEFAULTS);
        sizes.putAll(sourceSizes);
        sourceSizes = Map.copyOf(sizes);
        require("NOTIFYFLOW_HTTP_SOURCESIZE", sourceSize);
        sourceSizes.forEach((type, size) -> require("NOTIFYFLOW_HTTP_SOURCESIZES_" + type, size));
    }

    private static void require(String name, DataSize size) {
        if (size.toBytes() < 1 || size.toBytes() > MAX) {
            throw new IllegalArgumentException(name + " is " + size + ", but must be above 0 and below 2GB");
        }
    }

    /** The max number of bytes of a body for this type. */
    public long of(String type) {
        return sourceSizes.getOrDefault(type, sourceSize).toBytes();
    }

    /** The largest of all. */
    public long largest() {
        return sourceSizes.values().stream().mapToLong(DataSize::toBytes).reduce(sourceSize.toBytes(), Math::max);
    }
}
