package org.aliquot.server.auth.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
    private static final String LABORATORY =
            "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    @Test
    void versionOneMeansWhatSmartSaysItMeans() {
        assertThat(Scopes.parse("patient/Observation.read").allow(Interaction.READ, "Observation"))
                .isTrue();
        assertThat(Scopes.parse("patient/Observation.read").allow(Interaction.SEARCH, "Observation"))
                .isTrue();
        assertThat(Scopes.parse("patient/Observation.read").allow(Interaction.CREATE, "Observation"))
                .isFalse();
        assertThat(Scopes.parse("user/*.write").allow(Interaction.DELETE, "Specimen"))
                .isTrue();
        assertThat(Scopes.parse("user/*.write").allow(Interaction.READ, "Specimen"))
                .isFalse();
        for (Interaction interaction : Interaction.values()) {
            assertThat(Scopes.parse("system/*.*").allow(interaction, "Task")).isTrue();
        }
    }

    @Test
    void scopeIsPrintedAsItWasAskedFor() {
        String asked = "launch/patient openid fhirUser offline_access patient/*.read user/Patient.cruds"
                + " patient/Observation.rs" + LABORATORY;

        assertThat(Scopes.parse(asked)).hasToString(asked);
    }

    @Test
    void encodedCategoryIsTheSameCategory() {
        assertThat(Scopes.parse("patient/Observation.rs" + LABORATORY.replace("|", "%7C")))
                .isEqualTo(Scopes.parse("patient/Observation.rs" + LABORATORY));
    }

    @Test
    void whatWasRegisteredCutsWhatIsAskedFor() {
        Scopes registered = Scopes.parse("openid patient/Patient.rs patient/Observation.rs" + LABORATORY);

        assertThat(Scopes.parse("openid offline_access patient/*.cruds system/*.rs")
                        .and(registered))
                .hasToString("openid patient/Patient.rs patient/Observation.rs" + LABORATORY);
        assertThat(Scopes.parse("patient/Observation.s?category=http://x|y").and(registered))
                .isEqualTo(Scopes.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient/Observation",
                "patient/Observation.",
                "patient/observation.rs",
                "patient/Observation.sr",
                "patient/Observation.rr",
                "patient/Observation.readwrite",
                "patient/Observation.rs?code=http://loinc.org|2345-7",
                "patient/Observation.rs?category=laboratory",
                "patient/Observation.rs?category=http://x|y&category=http://x|z",
                "patient/Observation.rs?category=%7",
                "patient/Observation.rs?category=a|b|c",
                "patient/*.rs?category=http://x|y",
                "patient//.rs",
                "system/../Patient.rs",
                "pat\u00efent",
                "a\"b",
                "patient/Observation.rs\u0000"
            })
    void malformedScopeIsNamed(String scope) {
        assertThatThrownBy(() -> Scopes.parse("openid " + scope))
                .isInstanceOf(MalformedScopeException.class)
                .hasMessageStartingWith("scope '");
    }

    @Test
    void absurdLengthIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> Scopes.parse("a".repeat(20_000)))
                .isInstanceOf(MalformedScopeException.class)
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> Scopes.parse("a ".repeat(300))).hasMessageContaining("more than");
        assertThatThrownBy(() -> Scopes.parse("patient/" + "A".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
