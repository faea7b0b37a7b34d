package org.aliquot.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The arrows between the rooms (see the design). This module's class path sees every room. */
@AnalyzeClasses(packages = "org.aliquot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> CLOCKS = Set.of("now", "currentTimeMillis", "nanoTime");

    private static final DescribedPredicate<JavaAccess<?>> READS_A_CLOCK =
            DescribedPredicate.describe("reads the clock (take a Clock)", access -> {
                String owner = access.getTargetOwner().getName();
                boolean isTime = owner.startsWith("java.time.") && !owner.equals("java.time.Clock");
                boolean hasClock = access.getTarget().getFullName().contains("java.time.Clock");
                return CLOCKS.contains(access.getName()) && (isTime || owner.equals("java.lang.System")) && !hasClock;
            });

    private static final DescribedPredicate<JavaClass> SOCKETS_FILES_THREADS =
            DescribedPredicate.describe("sockets, files or threads", type -> {
                String name = type.getName();
                return name.startsWith("java.net.")
                        || name.startsWith("java.nio.file.")
                        || name.startsWith("java.nio.channels.")
                        || name.startsWith("java.util.concurrent.Executor")
                        || name.startsWith("java.util.concurrent.Scheduled")
                        || name.equals("java.lang.Thread")
                        || name.equals("java.util.Timer")
                        || name.startsWith("java.io.File");
            });

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.aliquot.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theLabModelKnowsOnlyTheJdk = noClasses()
            .that()
            .resideInAPackage("org.aliquot.lab..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("org.aliquot.lab..", "java..", "org.jspecify.annotations..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule protocolsAndInstrumentsOpenNothing = noClasses()
            .that()
            .resideInAnyPackage("org.aliquot.protocol..", "org.aliquot.instrument..")
            .should()
            .dependOnClassesThat(SOCKETS_FILES_THREADS)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule protocolsAndInstrumentsAreGivenTheTime = noClasses()
            .that()
            .resideInAnyPackage("org.aliquot.protocol..", "org.aliquot.instrument..")
            .should()
            .accessTargetWhere(READS_A_CLOCK)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule protocolsKnowNoLab = noClasses()
            .that()
            .resideInAPackage("org.aliquot.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.aliquot.lab..", "org.aliquot.instrument..", "org.aliquot.gateway..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule mappingKnowsNoStorage = noClasses()
            .that()
            .resideInAPackage("org.aliquot.mapping..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "java.sql..",
                    "javax.sql..",
                    "ca.uhn.fhir.jpa..",
                    "org.aliquot.ingest..",
                    "org.aliquot.gateway..",
                    "org.aliquot.server..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ingestKnowsNoLaboratory = noClasses()
            .that()
            .resideInAPackage("org.aliquot.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.aliquot.lab..",
                    "org.aliquot.mapping..",
                    "org.aliquot.protocol..",
                    "org.aliquot.instrument..",
                    "org.aliquot.gateway..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theGatewayRunsWithoutSpring = noClasses()
            .that()
            .resideInAPackage("org.aliquot.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "ca.uhn.fhir..", "org.hl7.fhir..", "org.aliquot.mapping..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule hapisStorageIsKnownInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.aliquot.ingest.hapi..",
                    "org.aliquot.server.fhir..",
                    "org.aliquot.server.search..",
                    "org.aliquot.server.bulk..",
                    // Searches are narrowed where HAPI is about to run them, on their parameters.
                    "org.aliquot.server.auth.access..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ca.uhn.fhir.jpa..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule thePostgresDriverIsKnownInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages("org.aliquot.ingest.copy..", "org.aliquot.server.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.postgresql..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule objectStorageIsKnownInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("org.aliquot.server.bulk.export.place.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingOutsideTheServerKnowsTheServer = noClasses()
            .that()
            .resideOutsideOfPackage("org.aliquot.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.aliquot.server..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = fields().should()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .andShould()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .andShould()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .andShould()
            .notBeAnnotatedWith("jakarta.annotation.Resource")
            .allowEmptyShould(true);
}
