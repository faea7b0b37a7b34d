package org.aliquot.instrument;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** What a dialect must not know, enforced. */
@AnalyzeClasses(packages = "org.aliquot.instrument", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noSocketsFilesOrThreads = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..", "java.sql..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.io.File.class);

    @ArchTest
    static final ArchRule noClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule onlyLabAndProtocolBelow = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.aliquot.gateway..",
                    "org.aliquot.mapping..",
                    "org.aliquot.terminology..",
                    "org.aliquot.server..",
                    "org.aliquot.ingest..",
                    "ca.uhn..",
                    "org.springframework..");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("org.aliquot.(**)").should().beFreeOfCycles();

    /** A family is a room of its own: what two families share stands above them. */
    @ArchTest
    static final ArchRule familiesDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..sysmexxn..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..mindraybc..")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("..instrument.hl7..");
}
