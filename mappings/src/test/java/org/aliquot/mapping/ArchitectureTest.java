package org.aliquot.mapping;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Mappings know labs and FHIR, and neither storage nor the clock; terminology knows not even FHIR. */
@AnalyzeClasses(
        packages = {"org.aliquot.mapping", "org.aliquot.terminology"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule mappingKnowsNoStorageAndNoFramework = noClasses()
            .that()
            .resideInAnyPackage("org.aliquot.mapping..", "org.aliquot.terminology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "java.sql..",
                    "javax.sql..",
                    "java.net.http..",
                    "ca.uhn.fhir.jpa..",
                    "org.aliquot.ingest..",
                    "org.aliquot.instrument..",
                    "org.aliquot.gateway..",
                    "org.aliquot.server..");

    @ArchTest
    static final ArchRule terminologyKnowsNoFhir = noClasses()
            .that()
            .resideInAPackage("org.aliquot.terminology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hl7.fhir..", "ca.uhn.fhir..", "org.aliquot.mapping..");

    @ArchTest
    static final ArchRule timesAreTheMessages = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.OffsetDateTime.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(java.util.Date.class);
}
