package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFolderTest {

    @TempDir
    Path folder;

    @Test
    void findsEachFileOfAConfigMapOnce() throws IOException {
        Path version = Files.createDirectory(folder.resolve("..2026_05_01"));
        Files.writeString(version.resolve("pipeline-one.camel.yaml"), "[]");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_05_01"));
        Path mounted = Files.createSymbolicLink(
                folder.resolve("pipeline-one.camel.yaml"), Path.of("..data", "pipeline-one.camel.yaml"));

        assertThat(RouteFolder.find(folder)).containsExactly(mounted);
    }

    @Test
    void findsFilesInFoldersAndNothingElse() throws IOException {
        Path file = Files.writeString(
                Files.createDirectory(folder.resolve("pipeline")).resolve("one.camel.yaml"), "[]");
        Files.writeString(folder.resolve("README.md"), "# The map");

        assertThat(RouteFolder.find(folder)).containsExactly(file);
    }

    @Test
    void tellsOfAFileWhenItLookedTheSameTwice() throws IOException {
        var watched = new RouteFolder(folder);
        Path file = Files.writeString(folder.resolve("one.camel.yaml"), "half");

        assertThat(watched.look().settled()).isEmpty();
        Files.writeString(file, "the whole");
        assertThat(watched.look().settled()).isEmpty();
        assertThat(watched.look().settled().get("one.camel.yaml"))
                .isEqualTo(RouteFile.of("one.camel.yaml", "the whole"));
    }

    @Test
    void tellsOfAFileThatIsGoneWhenItWasAwayTwice() throws IOException {
        var watched = new RouteFolder(folder);
        Path file = Files.writeString(folder.resolve("one.camel.yaml"), "- route: {}");
        watched.read();

        Files.delete(file);

        assertThat(watched.look().gone()).isEmpty();
        assertThat(watched.look().gone()).containsExactly("one.camel.yaml");
    }

    @Test
    void tellsOfAFileThatIsGoneNoSoonerThanOfTheOneThatCame() throws IOException {
        var watched = new RouteFolder(folder);
        Path file = Files.writeString(folder.resolve("one.camel.yaml"), "- route: {}");
        watched.read();

        Files.delete(file);
        assertThat(watched.look().gone()).isEmpty();
        Files.writeString(folder.resolve("another.camel.yaml"), "- route: {}");
        assertThat(watched.look().gone()).isEmpty();

        RouteFolder.Look look = watched.look();
        assertThat(look.gone()).containsExactly("one.camel.yaml");
        assertThat(look.settled()).containsKey("another.camel.yaml");
    }
}
