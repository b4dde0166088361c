package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.testing.Advisories;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the packaged jar says that it is made of. */
class BillOfMaterialsIT {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    @Test
    void hasNoComponentWithAnOpenAdvisory() throws IOException {
        try (var jar = new JarFile(System.getProperty("notifyflow.jar"))) {
            @Nullable String place = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
            Assumptions.assumeTrue(place != null || System.getenv("CI") != null, "The jar was built offline");
            JsonNode bill = new ObjectMapper()
                    .readTree(jar.getInputStream(
                            jar.getEntry(Objects.requireNonNull(place, "a bill of materials in the jar"))));
            var components = new ArrayList<Advisories.Component>();
            bill.path("components")
                    .forEach(component -> components.add(new Advisories.Component(
                            component.path("group").asText() + ":"
                                    + component.path("name").asText(),
                            component.path("version").asText())));

            assertThat(components).hasSizeGreaterThan(100);
            assertThat(Advisories.read().open(components)).isEmpty();
        }
    }

    @Test
    void namesEveryLibraryByItsHash() throws IOException, NoSuchAlgorithmException {
        try (var jar = new JarFile(System.getProperty("notifyflow.jar"))) {
            @Nullable String place = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
            // Maven's -o leaves the bill out; CI has no business with that.
            Assumptions.assumeTrue(place != null || System.getenv("CI") != null, "The jar was built offline");
            JsonNode bill = new ObjectMapper()
                    .readTree(jar.getInputStream(
                            jar.getEntry(Objects.requireNonNull(place, "a bill of materials in the jar"))));
            var named = new TreeSet<String>();
            bill.path("components")
                    .forEach(component -> component.path("hashes").forEach(hash -> {
                        if (hash.path("alg").asText().equals("SHA-256")) {
                            named.add(hash.path("content").asText());
                        }
                    }));

            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            assertThat(bill.path("specVersion").asText()).isEqualTo("1.6");
            List<ZipEntry> libraries = jar.stream()
                    .<ZipEntry>map(entry -> entry)
                    .filter(entry -> entry.getName().startsWith(LIBRARIES)
                            && entry.getName().endsWith(".jar"))
                    // Spring Boot's packager adds it: it takes the jar apart (Dockerfile), and is no part of the hub.
                    .filter(entry -> !entry.getName().startsWith(LIBRARIES + "spring-boot-jarmode-tools-"))
                    .toList();
            assertThat(libraries).hasSizeGreaterThan(100);
            for (ZipEntry library : libraries) {
                byte[] hash = MessageDigest.getInstance("SHA-256")
                        .digest(jar.getInputStream(library).readAllBytes());
                assertThat(named).as(library.getName()).contains(HexFormat.of().formatHex(hash));
            }
        }
    }
}
