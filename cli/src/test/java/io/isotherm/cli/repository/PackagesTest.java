package io.isotherm.cli.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which packages may know each other. */
@AnalyzeClasses(packages = "io.isotherm.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    /** {@code Main} finds the demo's commands as it finds those of anybody else. */
    @ArchTest
    static final ArchRule THE_CORE_DOES_NOT_KNOW_THE_DEMO = noClasses()
            .that()
            .resideInAPackage("io.isotherm.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.isotherm.demo..");

    /** From errors at the bottom to commands at the top: a package can be read without those above it. */
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().matching("io.isotherm.cli.(*)..").should().beFreeOfCycles();
}
