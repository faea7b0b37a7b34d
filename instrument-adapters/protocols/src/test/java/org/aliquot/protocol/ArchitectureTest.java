package org.aliquot.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** What a protocol must not know, enforced. */
@AnalyzeClasses(packages = "org.aliquot.protocol", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheJdkBelow =
            classes().should().onlyDependOnClassesThat().resideInAnyPackage("org.aliquot.protocol..", "java..");

    @ArchTest
    static final ArchRule noSocketsFilesOrThreads = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(File.class);

    @ArchTest
    static final ArchRule timeIsAParameter = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** Vendor texts travel in frames, and records travel without: so reading frames needs no records. */
    @ArchTest
    static final ArchRule theLinkLayerKnowsNoRecords = noClasses()
            .that()
            .resideInAPackage("..astm.link..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..astm.record..", "..session..");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("org.aliquot.protocol.(**)").should().beFreeOfCycles();
}
