package io.notifyflow.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** k8s/ as kubectl renders it. */
class ManifestsTest {

    private static final Path ROUTES = Path.of("routes");
    private static final String ROUTE_SUFFIX = ".camel.yaml";

    private static final String BASE = "k8s/base";
    private static final String PRODUCTION = "k8s/overlays/production";
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    @Test
    void baseHasWhatOneHubNeeds() {
        assertThat(rendered(BASE).objects())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("ConfigMap", "ConfigMap", "Deployment", "Service", "ServiceAccount");
    }

    @Test
    void productionAddsWhatManyHubsNeed() {
        assertThat(rendered(PRODUCTION).objects())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder(
                        "ConfigMap",
                        "ConfigMap",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "Service",
                        "ServiceAccount");
    }

    @Test
    void refusesAMisspelledField() {
        String misspelled = rendered(BASE).yaml().replace("readinessProbe:", "readinesProbe:");
        assertThatThrownBy(() -> Manifests.of(misspelled)).hasMessageContaining("readinesProbe");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void everyObjectIsOfAKnownKind(String folder) {
        Manifests manifests = rendered(folder);
        assertThat(manifests.objects()).doesNotHaveAnyElementsOfTypes(GenericKubernetesResource.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void everyRouteFileIsMounted(String folder) {
        Manifests manifests = rendered(folder);
        ConfigMap routes = manifests
                .all(ConfigMap.class)
                .filter(map -> map.getMetadata().getName().startsWith("notifyflow-routes"))
                .findFirst()
                .orElseThrow();
        Map<String, String> mounted = routes.getData() == null ? Map.of() : routes.getData();
        assertThat(mounted)
                .as("routes/kustomization.yaml needs one line for each file below routes/")
                .isEqualTo(routeFiles());
        assertThat(podSpec(manifests).getVolumes())
                .filteredOn(volume -> volume.getName().equals("routes"))
                .extracting(volume -> volume.getConfigMap().getName())
                .containsExactly(routes.getMetadata().getName());
        assertThat(hub(manifests).getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("routes"))
                .allSatisfy(mount -> {
                    assertThat(mount.getMountPath()).isEqualTo("/app/routes");
                    assertThat(mount.getReadOnly()).isTrue();
                })
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void probesAskTheHub(String folder) {
        Manifests manifests = rendered(folder);
        Container hub = hub(manifests);
        assertThat(hub.getStartupProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(hub.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(hub.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        assertThat(Stream.of(hub.getStartupProbe(), hub.getLivenessProbe(), hub.getReadinessProbe()))
                .extracting(probe -> probe.getHttpGet().getPort())
                .containsOnly(new IntOrString("http"));
        assertThat(hub.getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .containsExactly("http 8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void podsMeetTheRestrictedProfile(String folder) {
        Manifests manifests = rendered(folder);
        PodSpec pod = podSpec(manifests);
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var container = hub(manifests).getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void podsGetNothingTheyDoNotUse(String folder) {
        Manifests manifests = rendered(folder);
        PodSpec pod = podSpec(manifests);
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getVolumes()).extracting(Volume::getName).containsExactlyInAnyOrder("routes", "tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void resourcesAreSet(String folder) {
        Manifests manifests = rendered(folder);
        var resources = hub(manifests).getResources();
        assertThat(resources.getRequests()).containsKeys("cpu", "memory");
        assertThat(resources.getLimits()).containsKeys("memory");
        assertThat(resources.getRequests().get("memory"))
                .as("a pod that asks for less memory than it may use is evicted first")
                .isEqualTo(resources.getLimits().getOrDefault("memory", new Quantity("0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void draining30SecondsFitsInTheGracePeriod(String folder) {
        Manifests manifests = rendered(folder);
        assertThat(hub(manifests).getLifecycle().getPreStop().getExec().getCommand())
                .containsExactly("sleep", "5");
        assertThat(podSpec(manifests).getTerminationGracePeriodSeconds()).isGreaterThan(5 + 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void noSecretStandsInAManifest(String folder) {
        Manifests manifests = rendered(folder);
        assertThat(manifests.all(Secret.class)).isEmpty();
        assertThat(hub(manifests).getEnv()).allSatisfy(ManifestsTest::comesFromTheSecret);
        assertThat(manifests.all(ConfigMap.class).map(ConfigMap::getData).filter(data -> data != null))
                .flatExtracting(Map::keySet)
                .noneMatch(name -> name.toString().matches("DATABASE_URL|.*(TOKEN|PASSWORD|SECRET|API_KEY).*"));
        assertThat(manifests.yaml())
                .doesNotContainPattern("postgres(ql)?://[^\\s@]+:[^\\s@]+@")
                .doesNotContainPattern("discord(app)?\\.com/api/webhooks/\\d")
                .doesNotContainPattern("(sk|rk)_(live|test)_\\w|whsec_\\w");
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, PRODUCTION})
    void everySettingIsDocumented(String folder) throws IOException {
        Manifests manifests = rendered(folder);
        String documentation = Files.readString(Path.of("docs/deploy.md"));
        assertThat(hub(manifests).getEnv()).extracting(EnvVar::getName).allSatisfy(name -> assertThat(documentation)
                .contains("`" + name + "`"));
        assertThat(manifests
                        .all(ConfigMap.class)
                        .filter(map -> map.getMetadata().getName().startsWith("notifyflow-settings")))
                .flatExtracting(map -> map.getData().keySet())
                .allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
    }

    @Test
    void selectorsFindThePods() {
        Manifests production = rendered(PRODUCTION);
        PodTemplateSpec pod = production.only(Deployment.class).getSpec().getTemplate();
        Map<String, String> labels = pod.getMetadata().getLabels();
        assertThat(production.only(Deployment.class).getSpec().getSelector().getMatchLabels())
                .isEqualTo(labels);
        assertThat(production.only(Service.class).getSpec().getSelector()).isEqualTo(labels);
        assertThat(production
                        .only(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(production
                        .only(NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(pod.getSpec().getTopologySpreadConstraints())
                .extracting(constraint -> constraint.getLabelSelector().getMatchLabels())
                .containsOnly(labels);
    }

    @Test
    void productionRunsTwoReplicasAndMore() {
        Manifests production = rendered(PRODUCTION);
        assertThat(production.only(Deployment.class).getSpec().getReplicas())
                .as("a number here would undo the autoscaler's on each apply")
                .isNull();
        var scaling = production.only(HorizontalPodAutoscaler.class).getSpec();
        assertThat(scaling.getMinReplicas()).isEqualTo(2);
        assertThat(scaling.getMaxReplicas()).isGreaterThan(2);
        assertThat(scaling.getScaleTargetRef().getName())
                .isEqualTo(production.only(Deployment.class).getMetadata().getName());
        assertThat(scaling.getMetrics())
                .extracting(metric -> metric.getResource().getName())
                .containsExactly("cpu");
    }

    @Test
    void productionKeepsAHubThroughUpdatesAndDrains() {
        Manifests production = rendered(PRODUCTION);
        var update = production.only(Deployment.class).getSpec().getStrategy().getRollingUpdate();
        assertThat(update.getMaxUnavailable()).isEqualTo(new IntOrString(0));
        assertThat(production.only(PodDisruptionBudget.class).getSpec().getMaxUnavailable())
                .isEqualTo(new IntOrString(1));
        assertThat(podSpec(production).getTopologySpreadConstraints())
                .extracting(TopologySpreadConstraint::getTopologyKey)
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    @Test
    void productionOpensOnlyThePortsInUse() {
        Manifests production = rendered(PRODUCTION);
        var policy = production.only(NetworkPolicy.class).getSpec();
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getIngress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(NetworkPolicyPort::getPort)
                .containsExactly(new IntOrString(8080));
        assertThat(policy.getEgress())
                .flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(port -> port.getProtocol() + " " + port.getPort().getIntVal())
                .containsExactlyInAnyOrder("UDP 53", "TCP 53", "TCP 5432", "TCP 443", "TCP 465", "TCP 587", "TCP 993");
    }

    @Test
    void productionNamesAVersionOfTheImage() {
        assertThat(hub(rendered(PRODUCTION)).getImage()).matches(".+/notifyflow:\\d+\\.\\d+\\.\\d+");
    }

    private static Manifests rendered(String folder) {
        return RENDERED.computeIfAbsent(
                folder, path -> Manifests.of(Client.kubectl().output("kustomize", path)));
    }

    private static void comesFromTheSecret(EnvVar variable) {
        assertThat(variable.getValue()).as(variable.getName()).isNull();
        assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                .as(variable.getName())
                .isEqualTo("notifyflow");
    }

    private static PodSpec podSpec(Manifests manifests) {
        return manifests.only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container hub(Manifests manifests) {
        List<Container> containers = podSpec(manifests).getContainers();
        assertThat(containers).extracting(Container::getName).containsExactly("hub");
        return containers.getFirst();
    }

    /** Each route file's text under the key it must have: its path with dots for slashes. */
    private static Map<String, String> routeFiles() {
        try (Stream<Path> paths = Files.walk(ROUTES)) {
            return paths.filter(path -> path.toString().endsWith(ROUTE_SUFFIX))
                    .collect(toMap(path -> ROUTES.relativize(path).toString().replace('/', '-'), ManifestsTest::text));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
