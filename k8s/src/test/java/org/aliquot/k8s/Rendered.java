package org.aliquot.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One overlay as {@code kubectl kustomize} renders it, read into Kubernetes' own types. */
record Rendered(List<HasMetadata> objects) {
    private static final Path MANIFESTS = Path.of(System.getProperty("aliquot.k8s.manifests", "."));
    private static final String KUBECTL = System.getProperty("aliquot.kubectl", "kubectl");
    private static final ObjectMapper YAML =
            new YAMLMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** Every kind the manifests may hold, by apiVersion and kind: a misspelt one is in no such list. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "v1/ConfigMap", ConfigMap.class,
            "v1/Service", Service.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "apps/v1/Deployment", Deployment.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    /** Renders, or skips the calling test where there is no kubectl. */
    static Rendered overlay(String name) throws IOException, InterruptedException {
        Path folder = MANIFESTS.resolve("overlays").resolve(name);
        Path out = Files.createTempFile("aliquot-" + name, ".yaml");
        Path err = Files.createTempFile("aliquot-" + name, ".err");
        try {
            assumeTrue(
                    kubectlIsThere(),
                    "no kubectl: the manifests are not checked. Debian: apt-get install kubernetes-client; or name one"
                            + " with -Daliquot.kubectl=PATH");
            Process kubectl = new ProcessBuilder(KUBECTL, "kustomize", folder.toString())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            assertThat(kubectl.waitFor(60, TimeUnit.SECONDS))
                    .as("kubectl kustomize ends")
                    .isTrue();
            assertThat(kubectl.exitValue()).as(Files.readString(err)).isZero();
            return new Rendered(parse(Files.readString(out, StandardCharsets.UTF_8)));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** All objects of a kind. */
    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The one object of a kind and name. */
    <T extends HasMetadata> T the(Class<T> kind, String name) {
        List<T> found = all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        assertThat(found).as("%s %s", kind.getSimpleName(), name).hasSize(1);
        return found.get(0);
    }

    Deployment server() {
        return the(Deployment.class, "aliquot");
    }

    Container container() {
        List<Container> containers = server().getSpec().getTemplate().getSpec().getContainers();
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    /** The server's configuration file, as the pod sees it. */
    String configurationText() {
        List<ConfigMap> configs = all(ConfigMap.class);
        assertThat(configs).hasSize(1);
        return configs.get(0).getData().get("aliquot.yaml");
    }

    JsonNode configuration() throws IOException {
        return YAML.readTree(configurationText());
    }

    static List<HasMetadata> parse(String yaml) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                String kind = document.path("apiVersion").asText() + "/"
                        + document.path("kind").asText();
                assertThat(KINDS).as("kinds the manifests may hold").containsKey(kind);
                objects.add(YAML.treeToValue(document, KINDS.get(kind)));
            }
        }
        return objects;
    }

    private static boolean kubectlIsThere() throws InterruptedException {
        try {
            Process version = new ProcessBuilder(KUBECTL, "version", "--client")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(60, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException e) {
            // Not on the path: that is the answer.
            return false;
        }
    }
}
