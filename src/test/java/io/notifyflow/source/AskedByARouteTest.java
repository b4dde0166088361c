package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The route of docs/add-a-source.md that is asked. */
@HubTest
class AskedByARouteTest {

    private static final String ONE = "[{\"id\":1,\"name\":\"1.0\",\"html_url\":\"https://example.com/1\"}]";
    private static final String TWO = ONE.replace("[", "[{\"id\":2,\"name\":\"2.0\",\"html_url\":\"\"},");

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    final AtomicReference<String> releases = new AtomicReference<>(ONE);

    final Receiver server = new Receiver(
            request -> Answer.of(200, String.valueOf(releases.get())).with("Content-Type", "application/json"));

    @BeforeEach
    void addFile() throws Exception {
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromString(
                        "releases.camel.yaml",
                        example().replace("https://api.example.com/releases", server.address("/releases"))));
    }

    private static String example() throws IOException {
        String guide = Files.readString(Path.of("docs/add-a-source.md"));
        int start = guide.indexOf("- route:\n    id: source.releases");
        return guide.substring(start, guide.indexOf("```", start));
    }

    @AfterEach
    void removeFile() throws Exception {
        server.close();
        camel.getRouteController().stopRoute("source.releases");
        camel.removeRoute("source.releases");
    }

    @Test
    void aSourceWithMinutesIsAskedWhateverItsType() {
        PolledSource source = PolledSource.of(hub, hub.newAccount(), "releases", "{'minutes':5}");
        releases.set(TWO);

        JsonNode view = source.poll();

        assertThat(view.has("lastError")).as(view.toString()).isFalse();
        assertThat(source.path()).isEmpty();
        assertThat(source.titles()).containsExactly("2.0");
    }
}
