package org.aliquot.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The check itself: it must see a typing error at any depth. */
class UnknownFieldsTest {

    @Test
    void misspeltFieldIsFoundWhereverItStands() throws IOException {
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: x
                  labells: {}
                spec:
                  template:
                    spec:
                      containers:
                        - name: a
                          redinessProbe: {}
                          livenessProbe:
                            httpGet:
                              port: http
                              pth: /
                          resources:
                            limits:
                              memory: 1Gi
                """;

        assertThat(UnknownFields.in(Rendered.parse(deployment).get(0)))
                .containsExactlyInAnyOrder(
                        "Deployment.metadata.labells",
                        "Deployment.spec.template.spec.containers[0].redinessProbe",
                        "Deployment.spec.template.spec.containers[0].livenessProbe.httpGet.pth");
    }
}
