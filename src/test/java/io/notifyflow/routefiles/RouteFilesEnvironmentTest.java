package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class RouteFilesEnvironmentTest {

    @TempDir
    Path folder;

    @Test
    void findsEachFileOfAConfigMapOnce() throws IOException {
        Path version = Files.createDirectory(folder.resolve("..2026_05_01"));
        Files.writeString(version.resolve("pipeline-one.camel.yaml"), "[]");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_05_01"));
        Path mounted = Files.createSymbolicLink(
                folder.resolve("pipeline-one.camel.yaml"), Path.of("..data", "pipeline-one.camel.yaml"));

        assertThat(RouteFilesEnvironment.find(folder)).containsExactly(mounted);
    }

    @Test
    void findsFilesInFoldersAndNothingElse() throws IOException {
        Path file = Files.writeString(
                Files.createDirectory(folder.resolve("pipeline")).resolve("one.camel.yaml"), "[]");
        Files.writeString(folder.resolve("README.md"), "# The map");

        assertThat(RouteFilesEnvironment.find(folder)).containsExactly(file);
    }

    @Test
    void stopsTheStartWhereThereIsNone() {
        var environment = new MockEnvironment().withProperty("notifyflow.routes-dir", folder.toString());

        assertThatThrownBy(
                        () -> new RouteFilesEnvironment().postProcessEnvironment(environment, new SpringApplication()))
                .isInstanceOf(RouteFilesMissing.class)
                .hasMessageContaining(folder.toString());
    }
}
