package org.aliquot.view;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Views know JSON and FHIR's table of elements; no framework, no database, no clock. Tables of resources know no views. */
@AnalyzeClasses(
        packages = {"org.aliquot.view", "org.aliquot.resource"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule viewsKnowNoStorageAndNoFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "java.sql..",
                    "javax.sql..",
                    "java.net..",
                    "ca.uhn.fhir..",
                    "org.hl7.fhir..",
                    "org.slf4j..");

    @ArchTest
    static final ArchRule parquetStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackages("org.aliquot.view.parquet..", "org.aliquot.resource.parquet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache..", "blue.strategic..");

    @ArchTest
    static final ArchRule resourcesKnowNoViews = noClasses()
            .that()
            .resideInAPackage("org.aliquot.resource..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.aliquot.view..");

    @ArchTest
    static final ArchRule pathsKnowNoViews = noClasses()
            .that()
            .resideInAPackage("org.aliquot.view.path..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.aliquot.view",
                    "org.aliquot.view.sink..",
                    "org.aliquot.view.parquet..",
                    "org.aliquot.view.lab..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.aliquot.view.(*)..").should().beFreeOfCycles();
}
