package io.notifyflow.source.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.routefiles.RouteCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What {@code routes check} says about sources that fetch, without a hub, a broker or a folder. */
class FetchingExamplesTest {

    @TempDir
    Path folder;

    @Test
    void theCheckBeforeADeploymentTakesThem() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        int shipped = RouteCheck.check(folder).routes();
        for (String template : List.of("polling-source", "file-source", "kafka-source")) {
            Files.writeString(folder.resolve(template + "-example.camel.yaml"), Examples.of(template));
        }

        RouteCheck.Result result = RouteCheck.check(folder);

        assertThat(result.findings()).isEmpty();
        assertThat(result.routes()).isEqualTo(shipped + 3);
        assertThat(Path.of("/drop")).doesNotExist();
    }
}
