package org.aliquot.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each overlay, rendered by the real tool: known to Kubernetes, consistent in itself, and as closed as it claims. */
class ManifestsTest {

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void kubernetesKnowsEveryField(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);

        assertThat(rendered.objects()).isNotEmpty();
        assertThat(rendered.objects().stream().flatMap(object -> UnknownFields.in(object).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everythingLivesInTheOverlaysOwnNamespace(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        Namespace namespace = rendered.all(Namespace.class).get(0);

        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        assertThat(rendered.objects().stream().filter(object -> !(object instanceof Namespace)))
                .allSatisfy(object -> assertThat(object.getMetadata().getNamespace())
                        .as(object.getMetadata().getName())
                        .isEqualTo(namespace.getMetadata().getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everySelectorSelectsThePod(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        Map<String, String> pod =
                rendered.server().getSpec().getTemplate().getMetadata().getLabels();

        Stream<Map<String, String>> selectors = Stream.of(
                        Stream.of(rendered.server().getSpec().getSelector().getMatchLabels()),
                        rendered.all(Service.class).stream()
                                .map(service -> service.getSpec().getSelector()),
                        rendered.all(PodDisruptionBudget.class).stream()
                                .map(budget -> budget.getSpec().getSelector().getMatchLabels()))
                .flatMap(selector -> selector);
        assertThat(selectors).hasSizeGreaterThanOrEqualTo(4).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(pod.entrySet()).containsAll(selector.entrySet());
        });
        // An empty pod selector is every pod, ours among them.
        assertThat(rendered.all(NetworkPolicy.class))
                .allSatisfy(policy -> assertThat(pod.entrySet())
                        .containsAll(policy.getSpec()
                                .getPodSelector()
                                .getMatchLabels()
                                .entrySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyNamedPortIsAPortOfTheContainer(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        List<String> ports = rendered.container().getPorts().stream()
                .map(ContainerPort::getName)
                .toList();

        assertThat(ports)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(15));
        assertThat(rendered.all(Service.class).stream()
                        .flatMap(service -> service.getSpec().getPorts().stream())
                        .map(ServicePort::getTargetPort)
                        .map(port -> port.getStrVal()))
                .containsExactlyInAnyOrderElementsOf(ports);
        assertThat(rendered.all(NetworkPolicy.class).stream()
                        .flatMap(policy -> policy.getSpec().getIngress().stream())
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(NetworkPolicyPort::getPort)
                        .map(port -> port.getStrVal()))
                .containsExactlyInAnyOrderElementsOf(ports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void gatewayListensWhereItsServiceSendsTheAnalyzers(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        List<String> listening =
                rendered.configuration().at("/aliquot/gateway/connections").findValuesAsText("address");
        Map<String, Integer> ports = rendered.container().getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));

        assertThat(rendered.the(Service.class, "aliquot-gateway").getSpec().getPorts().stream()
                        .map(port -> "0.0.0.0:" + ports.get(port.getTargetPort().getStrVal())))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(listening);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void probesAskTheHealthEndpointsOnTheHttpPort(String overlay) throws Exception {
        Container container = Rendered.overlay(overlay).container();

        assertThat(path(container.getStartupProbe())).isEqualTo("/actuator/health/liveness");
        assertThat(path(container.getLivenessProbe())).isEqualTo("/actuator/health/liveness");
        assertThat(path(container.getReadinessProbe())).isEqualTo("/actuator/health/readiness");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void containerMayDoNothingItNeedNot(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        PodSpec pod = rendered.server().getSpec().getTemplate().getSpec();
        Container container = rendered.container();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(rendered.all(ServiceAccount.class))
                .allSatisfy(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse())
                .extracting(account -> account.getMetadata().getName())
                .containsExactly(pod.getServiceAccountName());
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void containerStatesItsNeedsAndItsImage(String overlay) throws Exception {
        Container container = Rendered.overlay(overlay).container();

        assertThat(container.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsOnlyKeys("memory");
        assertThat(container.getResources().getLimits().get("memory"))
                .isEqualTo(container.getResources().getRequests().get("memory"));
        assertThat(container.getImage()).matches(".+:[^:/]+").doesNotEndWith(":latest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyMountHasItsVolumeAndEveryVolumeItsSource(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);
        PodSpec pod = rendered.server().getSpec().getTemplate().getSpec();

        assertThat(pod.getVolumes().stream().map(Volume::getName))
                .containsExactlyInAnyOrderElementsOf(rendered.container().getVolumeMounts().stream()
                        .map(VolumeMount::getName)
                        .toList());
        for (Volume volume : pod.getVolumes()) {
            if (volume.getConfigMap() != null) {
                assertThat(names(rendered, ConfigMap.class))
                        .contains(volume.getConfigMap().getName());
            }
            if (volume.getPersistentVolumeClaim() != null) {
                assertThat(names(rendered, PersistentVolumeClaim.class))
                        .contains(volume.getPersistentVolumeClaim().getClaimName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void twoServersNeverWriteOneSpool(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);

        assertThat(rendered.server().getSpec().getReplicas()).isEqualTo(1);
        assertThat(rendered.server().getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(rendered.all(PersistentVolumeClaim.class))
                .singleElement()
                .satisfies(claim -> assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce"));
        assertThat(rendered.container().getArgs()).contains("--data-dir=" + mountOf(rendered, "data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void nothingGoesInOrOutThatNoPolicyNames(String overlay) throws Exception {
        List<NetworkPolicy> policies = Rendered.overlay(overlay).all(NetworkPolicy.class);

        assertThat(policies)
                .filteredOn(policy ->
                        policy.getSpec().getPodSelector().getMatchLabels().isEmpty())
                .singleElement()
                .satisfies(deny -> {
                    assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
                    assertThat(deny.getSpec().getIngress()).isEmpty();
                    assertThat(deny.getSpec().getEgress()).isEmpty();
                });
        assertThat(policies.stream().flatMap(policy -> policy.getSpec().getIngress().stream()))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.getFrom()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty();
                });
        assertThat(policies.stream().flatMap(policy -> policy.getSpec().getEgress().stream()))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.getTo()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty();
                });
        assertThat(policies.stream()
                        .flatMap(policy -> policy.getSpec().getEgress().stream())
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getProtocol() + "/" + port.getPort().getIntVal()))
                .containsExactlyInAnyOrder("UDP/53", "TCP/53", "TCP/5432");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void passwordComesFromTheSecretAndStandsNowhereElse(String overlay) throws Exception {
        Rendered rendered = Rendered.overlay(overlay);

        assertThat(rendered.container().getEnv())
                .filteredOn(variable -> variable.getName().startsWith("ALIQUOT_DATABASE_"))
                .hasSize(2)
                .allSatisfy(variable -> {
                    assertThat(variable.getValue()).isNull();
                    assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                            .isEqualTo("aliquot-database");
                });
        assertThat(rendered.configuration().at("/aliquot/database/password").isMissingNode())
                .isTrue();
        assertThat(rendered.configuration().at("/aliquot/database/url").asText())
                .startsWith("jdbc:postgresql://")
                .doesNotContain("password");
    }

    @Test
    void productionIsBiggerSaferAndReachableFromTheAnalyzersNetwork() throws Exception {
        Rendered dev = Rendered.overlay("dev");
        Rendered prod = Rendered.overlay("prod");

        assertThat(memory(prod)).isGreaterThan(memory(dev));
        assertThat(prod.the(PodDisruptionBudget.class, "aliquot")
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(dev.the(PodDisruptionBudget.class, "aliquot")
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isEqualTo(1);
        assertThat(prod.the(Service.class, "aliquot-gateway").getSpec().getType())
                .isEqualTo("LoadBalancer");
        assertThat(dev.the(Service.class, "aliquot-gateway").getSpec().getType())
                .isEqualTo("ClusterIP");
        assertThat(prod.configuration().at("/aliquot/database/url").asText()).contains("sslmode=verify-full");
        assertThat(prod.all(Namespace.class).get(0).getMetadata().getName())
                .isNotEqualTo(dev.all(Namespace.class).get(0).getMetadata().getName());
    }

    private static String path(Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
        return probe.getHttpGet().getPath();
    }

    private static String mountOf(Rendered rendered, String volume) {
        return rendered.container().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Rendered rendered, Class<? extends HasMetadata> kind) {
        return rendered.all(kind).stream()
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    private static java.math.BigDecimal memory(Rendered rendered) throws IOException {
        return rendered.container().getResources().getLimits().get("memory").getNumericalAmount();
    }
}
